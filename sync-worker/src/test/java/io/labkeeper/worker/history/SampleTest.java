package io.labkeeper.worker.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.VmMetrics;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.draft.VmDraft;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleTest {
    private static final VmRecord VM = Vms.running("lab-a/101");
    private static final ClusterMetrics METRICS =
            new ClusterMetrics(1, Vms.SEEN, Map.of(101, new VmMetrics(60L, 12.5, 40.0)));

    @Test
    void a_sample_is_what_the_list_showed() {
        assertThat(Sample.of(Map.of(101, VM), METRICS, Map.of(101, Vms.stopped("lab-a/101"))))
                .containsExactly(new Sample(101, "birth-101", "running", 12.5, 40.0));
    }

    @Test
    void numbers_that_are_not_known_stay_unknown() {
        assertThat(Sample.of(Map.of(101, VM), ClusterMetrics.NONE, Map.of(101, VM)))
                .containsExactly(new Sample(101, "birth-101", "running", null, null));
    }

    @Test
    void templates_have_none() {
        VmRecord template = VmDraft.of(VM).template(true).build();

        assertThat(Sample.of(Map.of(101, template), METRICS, Map.of(101, template)))
                .isEmpty();
    }

    @Test
    void a_new_vm_has_one_as_soon_as_its_birth_mark_is_known() {
        VmRecord unread = VmDraft.of(VM).birth(null).build();

        assertThat(Sample.of(Map.of(101, unread), METRICS, Map.of(101, VM))).hasSize(1);
        assertThat(Sample.of(Map.of(101, unread), METRICS, Map.of(101, unread))).isEmpty();
    }

    @Test
    void who_is_gone_or_another_by_now_has_none() {
        VmRecord another = VmDraft.of(VM).birth("another").build();

        assertThat(Sample.of(Map.of(101, VM), METRICS, Map.of())).isEmpty();
        assertThat(Sample.of(Map.of(101, VM), METRICS, Map.of(101, another))).isEmpty();
    }
}
