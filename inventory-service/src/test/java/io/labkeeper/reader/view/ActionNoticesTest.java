package io.labkeeper.reader.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.testing.Vms;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActionNoticesTest {
    private static final Instant T = Instant.parse("2026-01-15T10:30:00Z");
    private static final String FIRST = "019bc000-0000-7000-8000-000000000001";
    private static final String SECOND = "019bc000-0000-7000-8000-000000000002";
    private static final String THIRD = "019bc000-0000-7000-8000-000000000003";
    private static final VmKey VM = new VmKey("lab-a", 101);
    private static final VmRecord STOPPED = Vms.stopped("lab-a/101");

    @Test
    void an_open_action_shows_and_an_ended_one_does_not() {
        ActionNotices open = ActionNotices.NONE.with(notice(FIRST, ActionPhase.ACCEPTED, 1, null, T), T);
        ActionNotices ended = open.with(notice(FIRST, ActionPhase.FAILED, 5, null, T), T);

        assertThat(open.open(VM)).isPresent();
        assertThat(ended.open(VM)).isEmpty();
        assertThat(open.none(new VmKey("lab-b", 101)))
                .as("another cluster's VM of that number")
                .isTrue();
    }

    @Test
    void a_late_message_does_not_reopen_an_ended_action() {
        ActionNotices ended = ActionNotices.NONE.with(notice(FIRST, ActionPhase.SUCCEEDED, 5, VmStatus.RUNNING, T), T);

        ActionNotices after = ended.with(notice(FIRST, ActionPhase.SUBMITTED, 4, null, T), T);

        assertThat(after.open(VM)).isEmpty();
        assertThat(after.withWindow(List.of(notice(FIRST, ActionPhase.CLAIMED, 2, null, T)), T, T)
                        .open(VM))
                .isEmpty();
    }

    @Test
    void the_table_ends_an_open_action_whose_end_was_never_heard() {
        ActionNotices open = ActionNotices.NONE.with(notice(FIRST, ActionPhase.SUBMITTED, 4, null, T), T);

        ActionNotices after = open.withWindow(List.of(), T.plusSeconds(10), T.plusSeconds(11));

        assertThat(after.none(VM)).isTrue();
    }

    @Test
    void a_table_read_before_the_action_was_committed_does_not_take_it_away() {
        ActionNotices open = ActionNotices.NONE.with(notice(FIRST, ActionPhase.ACCEPTED, 1, null, T), T);

        assertThat(open.withWindow(List.of(), T.minusMillis(50), T).open(VM)).isPresent();
        assertThat(open.withWindow(List.of(), T.plusMillis(500), T.plusSeconds(1))
                        .open(VM))
                .as("dated before it was committed")
                .isPresent();
    }

    @Test
    void an_unchanged_table_changes_nothing() {
        List<ActionNotice> window = List.of(notice(FIRST, ActionPhase.SUBMITTED, 4, null, T));
        ActionNotices read = ActionNotices.NONE.withWindow(window, T, T);

        assertThat(read.withWindow(window, T.plusSeconds(5), T.plusSeconds(5))).isSameAs(read);
    }

    @Test
    void an_ended_action_is_forgotten_after_a_minute() {
        ActionNotices ended = ActionNotices.NONE.with(notice(FIRST, ActionPhase.SUCCEEDED, 5, VmStatus.RUNNING, T), T);

        assertThat(ended.withWindow(List.of(), T.plusSeconds(59), T.plusSeconds(59))
                        .none(VM))
                .isFalse();
        assertThat(ended.withWindow(List.of(), T.plusSeconds(61), T.plusSeconds(61))
                        .none(VM))
                .isTrue();
    }

    @Test
    void the_outcome_of_the_newest_success_lies_over_the_observation() {
        ActionNotices started =
                ActionNotices.NONE.with(notice(FIRST, ActionPhase.SUCCEEDED, 5, VmStatus.RUNNING, T), T);
        ActionNotices startedAndStopped =
                started.with(notice(SECOND, ActionPhase.SUCCEEDED, 5, VmStatus.STOPPED, T), T);

        assertThat(started.outcomeOver(STOPPED, T)).contains(VmStatus.RUNNING);
        assertThat(startedAndStopped.outcomeOver(STOPPED, T)).contains(VmStatus.STOPPED);
    }

    @Test
    void a_later_action_of_unknown_end_leaves_only_what_was_observed() {
        ActionNotices notices = ActionNotices.NONE
                .with(notice(FIRST, ActionPhase.SUCCEEDED, 5, VmStatus.RUNNING, T), T)
                .with(notice(SECOND, ActionPhase.UNKNOWN, 5, null, T), T);

        assertThat(notices.outcomeOver(STOPPED, T)).isEmpty();
    }

    @Test
    void a_change_leaves_the_one_before_as_it_was_and_shares_what_it_does_not_concern() {
        VmKey other = new VmKey("lab-b", 7);
        ActionNotices before = ActionNotices.NONE
                .with(notice(FIRST, ActionPhase.SUCCEEDED, 5, VmStatus.RUNNING, T), T)
                .with(new ActionNotice(THIRD, "lab-b", 7, ActionKind.STOP, ActionPhase.ACCEPTED, 1, null, T), T);

        ActionNotices after = before.with(notice(SECOND, ActionPhase.ACCEPTED, 1, null, T), T);

        assertThat(before.open(VM)).isEmpty();
        assertThat(after.open(VM)).map(ActionNotice::id).contains(SECOND);
        assertThat(after.outcomeOver(STOPPED, T)).as("of the one before").contains(VmStatus.RUNNING);
        assertThat(after.open(other)).isEqualTo(before.open(other)).isPresent();
        assertThat(after.vms()).containsExactlyInAnyOrder(VM, other);
        assertThat(after.all()).hasSize(3);
    }

    @Test
    void what_was_forgotten_does_not_come_back_from_a_table_read_a_moment_before() {
        ActionNotice done = notice(FIRST, ActionPhase.SUCCEEDED, 5, VmStatus.RUNNING, T);
        ActionNotices nothing = ActionNotices.NONE.with(done, T).withWindow(List.of(), T, T.plusSeconds(61));

        ActionNotices after = nothing.withWindow(List.of(done), T.plusSeconds(59), T.plusSeconds(61));

        assertThat(after).isSameAs(nothing);
        assertThat(after.all()).isEmpty();
    }

    private static ActionNotice notice(String id, ActionPhase phase, long version, VmStatus outcome, Instant at) {
        return new ActionNotice(id, "lab-a", 101, ActionKind.START, phase, version, outcome, at);
    }
}
