package io.labkeeper.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.draft.VmDraft;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartedGuestsTest {
    private static final VmRecord STOPPED = Vms.stopped("lab-a/101");
    private static final VmRecord RUNNING = VmDraft.of(Vms.running("lab-a/101"))
            .addresses(List.of(), null, List.of())
            .build();

    private final StartedGuests started = new StartedGuests();

    @Test
    void a_start_is_told_once_however_late_it_is_asked_for() {
        started.listed(Map.of(101, STOPPED), Map.of(101, RUNNING));
        started.listed(Map.of(101, RUNNING), Map.of(101, RUNNING));

        assertThat(started.take(Map.of(101, RUNNING))).containsExactly(101);
        assertThat(started.take(Map.of(101, RUNNING))).isEmpty();
    }

    @Test
    void who_has_got_an_address_or_has_stopped_or_is_gone_meanwhile_is_not_looked_for() {
        Map<Integer, VmRecord> before = Map.of(101, STOPPED, 102, Vms.stopped("lab-a/102"), 103, STOPPED);
        started.listed(before, Map.of(101, RUNNING, 102, RUNNING, 103, RUNNING));

        assertThat(started.take(Map.of(101, Vms.running("lab-a/101"), 102, Vms.stopped("lab-a/102"))))
                .isEmpty();
    }

    @Test
    void what_a_look_has_seen_waits_from_the_next_list_on_which_shows_it_no_more() {
        started.looked(STOPPED, RUNNING);
        assertThat(started.take(Map.of(101, STOPPED)))
                .as("of a list before the look was written")
                .isEmpty();

        started.listed(Map.of(101, RUNNING), Map.of(101, RUNNING));

        assertThat(started.take(Map.of(101, RUNNING))).containsExactly(101);
    }

    @Test
    void what_a_look_has_seen_and_was_not_written_is_not_looked_for() {
        started.looked(STOPPED, RUNNING);
        started.listed(Map.of(101, STOPPED), Map.of(101, STOPPED));
        started.listed(Map.of(101, RUNNING), Map.of(101, RUNNING));

        assertThat(started.take(Map.of(101, RUNNING))).isEmpty();
    }

    @Test
    void who_is_being_looked_for_already_is_not_looked_for_anew() {
        started.looked(STOPPED, RUNNING);
        started.begun(101);
        started.listed(Map.of(101, RUNNING), Map.of(101, RUNNING));

        assertThat(started.take(Map.of(101, RUNNING))).isEmpty();
    }

    @Test
    void what_did_not_change_was_not_started() {
        started.listed(Map.of(101, RUNNING), Map.of(101, RUNNING));

        assertThat(started.take(Map.of(101, RUNNING))).isEmpty();
    }

    @Test
    void whoever_takes_over_looks_for_those_that_were_started_meanwhile_and_not_for_those_that_are_new_to_us() {
        Map<Integer, VmRecord> after = Map.of(101, RUNNING, 102, RUNNING, 103, RUNNING);

        started.listedFirst(Map.of(101, STOPPED, 102, RUNNING, 104, STOPPED), after);

        assertThat(started.take(after)).containsExactly(101);
    }

    @Test
    void whoever_takes_over_looks_for_nobody() {
        started.listed(Map.of(), Map.of(101, RUNNING));
        started.forget();

        assertThat(started.take(Map.of(101, RUNNING))).isEmpty();
    }
}
