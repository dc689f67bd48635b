package io.labkeeper.actions.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaymentTest {
    private final List<Integer> taken = new ArrayList<>();

    @Test
    void aRequestThatIsTriedAgainPaysOnce() {
        Payment payment = new Payment(actions -> Uni.createFrom().voidItem().invoke(() -> taken.add(actions)));

        payment.pay(7).await().indefinitely();
        payment.pay(7).await().indefinitely();

        assertThat(taken).containsExactly(7);
    }

    @Test
    void whatWasRefusedIsNotPaid() {
        Payment payment = new Payment(actions -> Uni.createFrom().failure(new OverLimit(Duration.ofSeconds(1))));

        assertThatThrownBy(() -> payment.pay(1).await().indefinitely()).isInstanceOf(OverLimit.class);
        assertThatThrownBy(() -> payment.pay(1).await().indefinitely()).isInstanceOf(OverLimit.class);
    }
}
