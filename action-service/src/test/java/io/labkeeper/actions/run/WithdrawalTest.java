package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WithdrawalTest {
    private final Withdrawal withdrawal = new Withdrawal(UUID.randomUUID());

    private UniAssertSubscriber<String> sending(Uni<String> order) {
        return withdrawal.unlessSaid(() -> order).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void anOrderThatIsOursIsSentAndAnswered() {
        sending(Uni.createFrom().item("UPID")).assertCompleted().assertItem("UPID");
        sending(Uni.createFrom().failure(new IllegalStateException("no")))
                .assertFailedWith(IllegalStateException.class);
    }

    @Test
    void anOrderThatWaitsIsTakenBack() {
        AtomicBoolean takenBack = new AtomicBoolean();
        Uni<String> waiting =
                Uni.createFrom().<String>nothing().onCancellation().invoke(() -> takenBack.set(true));
        UniAssertSubscriber<String> first = sending(Uni.createFrom().item("earlier"));
        UniAssertSubscriber<String> second = sending(waiting);

        withdrawal.say();

        first.assertItem("earlier");
        second.assertFailedWith(LostClaim.class);
        assertThat(takenBack).isTrue();
    }

    @Test
    void nothingIsSentAfterTheWord() {
        AtomicBoolean sent = new AtomicBoolean();

        withdrawal.say();

        sending(Uni.createFrom().item("UPID").onSubscription().invoke(() -> sent.set(true)))
                .assertFailedWith(LostClaim.class);
        assertThat(sent).isFalse();
    }
}
