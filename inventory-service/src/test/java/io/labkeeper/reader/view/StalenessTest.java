package io.labkeeper.reader.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.testing.Vms;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StalenessTest {
    private static final Instant T = Vms.SEEN;

    @Test
    void a_cluster_is_stale_after_three_quick_intervals_of_silence() {
        assertThat(Staleness.ofCluster(Vms.healthy(T), T.plusSeconds(90))).isEmpty();
        assertThat(Staleness.ofCluster(Vms.healthy(T), T.plusSeconds(91))).contains("worker_behind");
    }

    @Test
    void what_the_worker_says_goes_first() {
        assertThat(Staleness.ofCluster(withReason("auth_failed"), T.plusSeconds(1000)))
                .contains("auth_failed");
    }

    @Test
    void a_cluster_that_was_never_read_is_not_fresh() {
        assertThat(Staleness.ofCluster(SyncStatus.NEVER, T)).contains("never_read");
    }

    @Test
    void a_vms_own_cause_goes_before_its_clusters() {
        assertThat(Staleness.ofVm(offline(), Optional.of("worker_behind"))).isEqualTo("node_offline");
        assertThat(Staleness.ofVm(Vms.running("lab-a/101"), Optional.of("worker_behind")))
                .isEqualTo("worker_behind");
        assertThat(Staleness.ofVm(Vms.running("lab-a/101"), Optional.empty())).isNull();
    }

    private static VmRecord offline() {
        VmRecord good = Vms.running("lab-a/101");
        VmRecord.Internal was = good.internal();
        return new VmRecord(
                1,
                good.vm(),
                new VmRecord.Internal(
                        was.birth(),
                        was.bootTime(),
                        was.rawStatus(),
                        was.observedAt(),
                        was.observedSource(),
                        null,
                        "node_offline",
                        null,
                        List.of(),
                        was.macs(),
                        null,
                        false));
    }

    static SyncStatus withReason(String reason) {
        SyncStatus good = Vms.healthy(T);
        return new SyncStatus(
                good.lastFullAt(),
                good.lastQuickAt(),
                good.nextFullAt(),
                good.nextQuickAt(),
                good.quickIntervalMs(),
                good.fullIntervalMs(),
                3,
                null,
                null,
                reason,
                good.last(),
                good.nodes());
    }
}
