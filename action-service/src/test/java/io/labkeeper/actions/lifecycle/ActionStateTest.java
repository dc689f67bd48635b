package io.labkeeper.actions.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.inventory.VmStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ActionStateTest {
    private static final Instant NOW = Instant.parse("2026-01-15T10:30:00Z");

    private static Action action(ActionState state) {
        Wish wish = new Wish(new VmKey("lab-a", 100), ActionKind.START, Optional.empty(), false, false, "alice", NOW);
        return new Action(new UUID(0, 1), wish, 4, NOW, NOW, state);
    }

    @Test
    void anActionGoesFromAcceptedToSubmittedStepByStep() {
        ActionState.Claimed claimed = new ActionState.Accepted().claimed();
        ActionState.Submitting submitting = claimed.submitting("pve1");
        ActionState.Submitted submitted = submitting.submitted("UPID:x");

        assertThat(submitting.sent()).isEqualTo(1);
        assertThat(submitted.phase()).isEqualTo(ActionPhase.SUBMITTED);
        assertThat(submitted.node()).isEqualTo("pve1");
    }

    @Test
    void sendingAgainIsCounted() {
        ActionState.Submitting first = new ActionState.Claimed().submitting("pve1");

        assertThat(first.again("pve2").sent()).isEqualTo(2);
        assertThat(first.submitted("UPID:x").again("pve2").sent()).isEqualTo(2);
    }

    @Test
    void anEndCannotBeAnOpenPhase() {
        assertThatThrownBy(() -> new End(ActionPhase.SUBMITTED, null, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theNoticeOfAnEndCarriesOutcomeAndTimeOfTheEnd() {
        Instant end = NOW.plusSeconds(5);
        Action action = action(new ActionState.Ended(End.succeeded(true, VmStatus.RUNNING), end));

        assertThat(action.notice().outcome()).isEqualTo(VmStatus.RUNNING);
        assertThat(action.notice().at()).isEqualTo(end);
        assertThat(action.notice().version()).isEqualTo(4);
    }

    @Test
    void theNoticeOfAnOpenActionHasNoOutcome() {
        assertThat(action(new ActionState.Accepted()).notice().outcome()).isNull();
    }

    @Test
    void proxmoxsTextIsKeptShort() {
        Failure failure = new Failure(ErrorCode.PROXMOX_ERROR, "ours", "x".repeat(5000));

        assertThat(failure.detail()).hasSize(1000);
    }
}
