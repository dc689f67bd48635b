package io.labkeeper.worker.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmRecord.ObservedSource;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.draft.VmDraft;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiffTest {
    private static final VmRecord KNOWN = Vms.running("lab-a/101");

    @Test
    void the_same_seen_later_is_no_change() {
        VmRecord later = VmDraft.of(KNOWN)
                .observed(Vms.SEEN.plusSeconds(30), ObservedSource.CURRENT)
                .build();

        assertThat(Diff.between(Map.of(101, KNOWN), List.of(later), List.of()).isEmpty())
                .isTrue();
    }

    @Test
    void a_confirmed_action_is_a_change_even_if_nothing_else_is() {
        VmRecord confirmed = VmDraft.of(KNOWN)
                .confirmedAction("019b0000-0000-7000-8000-000000000001")
                .build();

        assertThat(Diff.between(Map.of(101, KNOWN), List.of(confirmed), List.of())
                        .upserts())
                .containsExactly(confirmed);
    }

    @Test
    void new_changed_and_removed_vms_are_told_apart_from_the_rest() {
        VmRecord renamed = VmDraft.of(KNOWN).name("renamed").build();
        VmRecord created = Vms.stopped("lab-a/103");
        VmRecord same = Vms.running("lab-a/102");

        ChangeSet set = Diff.between(
                Map.of(101, KNOWN, 102, same, 104, Vms.stopped("lab-a/104")),
                List.of(renamed, same, created),
                List.of(104, 999));

        assertThat(set).isEqualTo(new ChangeSet(List.of(renamed, created), Set.of(104)));
    }
}
