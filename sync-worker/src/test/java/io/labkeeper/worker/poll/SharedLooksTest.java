package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.testing.Vms;
import io.labkeeper.worker.poll.VmWatch.Sight;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedLooksTest {
    private static final Instant T0 = Vms.SEEN;

    private final SharedLooks looks = new SharedLooks();
    private final List<UniEmitter<? super Sight>> asked = new ArrayList<>();
    private final List<Sight> answers = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    private void want(int vmid, Instant now) {
        looks.at(vmid, now, () -> Uni.createFrom().emitter(asked::add))
                .subscribe()
                .with(answers::add, failures::add);
    }

    @Test
    void all_who_want_a_vm_at_once_share_one_request_and_all_get_its_answer() {
        for (int i = 0; i < 50; i++) {
            want(101, T0.plusMillis(i));
        }
        assertThat(asked).hasSize(1);

        asked.get(0).complete(Sight.SEEN);

        assertThat(answers).hasSize(50).containsOnly(Sight.SEEN);
    }

    @Test
    void a_vm_is_asked_at_most_every_2_s() {
        want(101, T0);
        asked.get(0).complete(Sight.SEEN);
        want(101, T0.plusMillis(1_999));
        assertThat(asked).hasSize(1);
        assertThat(answers).hasSize(2);

        want(101, T0.plusSeconds(2));

        assertThat(asked).hasSize(2);
    }

    @Test
    void a_vm_that_takes_long_is_not_asked_beside_itself() {
        want(101, T0);
        want(101, T0.plusSeconds(30));
        assertThat(asked).hasSize(1);

        asked.get(0).complete(Sight.MISSED);

        assertThat(answers).containsExactly(Sight.MISSED, Sight.MISSED);
    }

    @Test
    void a_look_that_failed_holds_for_2_s_too_and_then_is_made_again() {
        want(101, T0);
        asked.get(0).fail(new IllegalStateException("Postgres is away"));
        want(101, T0.plusSeconds(1));
        want(101, T0.plusSeconds(3));
        asked.get(1).complete(Sight.SEEN);

        assertThat(failures).hasSize(2);
        assertThat(answers).containsExactly(Sight.SEEN);
    }

    @Test
    void vms_are_looked_at_independently_however_many() {
        for (int vmid = 1000; vmid < 1500; vmid++) {
            want(vmid, T0);
        }
        asked.forEach(one -> one.complete(Sight.SEEN));
        want(1000, T0.plusSeconds(60));

        assertThat(asked).hasSize(501);
    }
}
