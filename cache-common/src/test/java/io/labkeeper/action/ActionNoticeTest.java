package io.labkeeper.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.testing.Vms;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ActionNoticeTest {
    private static final Instant ENDED = Instant.parse("2026-01-15T10:31:00Z");
    private static final String EARLIER = "019bc000-0000-7000-8000-000000000001";
    private static final String ID = "019bc000-0000-7000-8000-000000000002";
    private static final String LATER = "019bc000-0000-7000-8000-000000000003";

    @Test
    void the_outcome_of_an_ended_action_lies_over_an_older_observation() {
        assertThat(start(ActionPhase.SUCCEEDED, VmStatus.RUNNING).liesOver(confirmedBy(null), ENDED.plusSeconds(1)))
                .isTrue();
        assertThat(start(ActionPhase.SUCCEEDED, VmStatus.RUNNING).liesOver(confirmedBy(EARLIER), ENDED.plusSeconds(1)))
                .isTrue();
    }

    @Test
    void an_observation_made_after_the_end_lifts_it() {
        assertThat(start(ActionPhase.SUCCEEDED, VmStatus.RUNNING).liesOver(confirmedBy(ID), ENDED.plusSeconds(1)))
                .isFalse();
        assertThat(start(ActionPhase.SUCCEEDED, VmStatus.RUNNING).liesOver(confirmedBy(LATER), ENDED.plusSeconds(1)))
                .isFalse();
    }

    @Test
    void it_falls_after_a_minute_in_any_case() {
        assertThat(start(ActionPhase.SUCCEEDED, VmStatus.RUNNING).liesOver(confirmedBy(null), ENDED.plusSeconds(60)))
                .isFalse();
    }

    @Test
    void neither_a_failed_action_nor_one_without_a_proven_outcome_has_one() {
        assertThat(start(ActionPhase.FAILED, VmStatus.RUNNING).liesOver(confirmedBy(null), ENDED))
                .isFalse();
        assertThat(start(ActionPhase.SUBMITTED, VmStatus.RUNNING).liesOver(confirmedBy(null), ENDED))
                .isFalse();
        assertThat(start(ActionPhase.SUCCEEDED, null).liesOver(confirmedBy(null), ENDED))
                .isFalse();
    }

    private static ActionNotice start(ActionPhase phase, VmStatus outcome) {
        return new ActionNotice(ID, "lab-a", 101, ActionKind.START, phase, 4, outcome, ENDED);
    }

    private static VmRecord confirmedBy(String action) {
        VmRecord record = Vms.stopped("lab-a/101");
        VmRecord.Internal old = record.internal();
        return new VmRecord(
                record.revision(),
                record.vm(),
                new VmRecord.Internal(
                        old.birth(),
                        old.bootTime(),
                        old.rawStatus(),
                        old.observedAt(),
                        old.observedSource(),
                        action,
                        null,
                        null,
                        old.addresses(),
                        old.macs(),
                        null,
                        false));
    }
}
