package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.lifecycle.ActionState;
import io.labkeeper.actions.lifecycle.ActionState.Submitting;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the table lets a runner change. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class ActionStoreIT extends RunnerHarness {
    private static final String RUNNER = "one";

    private static <T> T now(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(10));
    }

    /** An action whose order was sent once. */
    private Action sentOnce() {
        Lab.action(Lab.labA(), Lab.stopped(Lab.labA()), "start");
        Action claimed = now(store.claim(RUNNER, 1)).get(0);
        return now(store.submitting(claimed, ((ActionState.Claimed) claimed.state()).submitting("pve1"), RUNNER));
    }

    @Test
    void aChangeWhoseAnswerWasLostIsFoundDone() {
        Action sent = sentOnce();
        Submitting again = ((Submitting) sent.state()).again("pve1");
        Action done = now(store.submitting(sent, again, RUNNER));

        Action repeated = now(store.submitting(sent, again, RUNNER));

        assertThat(repeated).isEqualTo(done);
    }

    @Test
    void anActionThatItsOwnRunnerHasClaimedAnewIsNotTakenForTheChangeMadeHere() {
        Action sent = sentOnce();
        Stores.sql("UPDATE action SET claim_until = clock_timestamp() - interval '1 s'");
        now(store.claim(RUNNER, 1));

        Uni<Action> late = store.submitting(sent, ((Submitting) sent.state()).again("pve1"), RUNNER);

        assertThatThrownBy(() -> now(late)).isInstanceOf(LostClaim.class);
    }
}
