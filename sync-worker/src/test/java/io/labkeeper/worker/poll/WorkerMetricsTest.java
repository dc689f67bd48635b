package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.worker.address.AddressTally;
import io.labkeeper.worker.reconcile.SyncSteps.Step;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkerMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void address_look_ups_are_counted_per_cluster_by_outcome_and_source() {
        WorkerMetrics metrics = new WorkerMetrics(registry);

        metrics.addresses("lab-a", new AddressTally(5, 2, 1, Map.of("arp", 2L)));
        metrics.addresses("lab-a", new AddressTally(7, 0, 0, Map.of()));
        metrics.addresses("lab-b", new AddressTally(1, 0, 0, Map.of()));

        assertThat(count("labkeeper.worker.addresses", "lab-a", "outcome", "hit"))
                .isEqualTo(12);
        assertThat(count("labkeeper.worker.addresses", "lab-a", "outcome", "miss"))
                .isEqualTo(2);
        assertThat(count("labkeeper.worker.addresses", "lab-a", "outcome", "expired"))
                .isEqualTo(1);
        assertThat(count("labkeeper.worker.addresses", "lab-b", "outcome", "hit"))
                .isEqualTo(1);
        assertThat(count("labkeeper.worker.addresses.found", "lab-a", "source", "arp"))
                .isEqualTo(2);
    }

    @Test
    void a_worker_without_the_lease_counts_none_of_the_clusters_vms() {
        WorkerMetrics metrics = new WorkerMetrics(registry);
        metrics.lease("lab-a", true);
        metrics.vms("lab-a", 20);

        metrics.lease("lab-a", false);

        assertThat(registry.get("labkeeper.worker.vms")
                        .tag("cluster", "lab-a")
                        .gauge()
                        .value())
                .isZero();
        assertThat(registry.get("labkeeper.worker.leases")
                        .tag("cluster", "lab-a")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void a_cluster_that_is_not_configured_any_more_has_no_gauges_and_those_removed_are_counted() {
        WorkerMetrics metrics = new WorkerMetrics(registry);
        metrics.lease("lab-a", true);
        metrics.lease("lab-b", true);

        metrics.forget("lab-a");
        metrics.clusterRemoved();

        assertThat(registry.find("labkeeper.worker.leases")
                        .tag("cluster", "lab-a")
                        .gauge())
                .isNull();
        assertThat(registry.find("labkeeper.worker.vms").tag("cluster", "lab-a").gauge())
                .isNull();
        assertThat(registry.get("labkeeper.worker.leases")
                        .tag("cluster", "lab-b")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("labkeeper.worker.clusters.removed").counter().count())
                .isEqualTo(1);
        metrics.lease("lab-a", true);
        assertThat(registry.get("labkeeper.worker.leases")
                        .tag("cluster", "lab-a")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void the_time_of_a_sync_is_told_step_by_step() {
        WorkerMetrics metrics = new WorkerMetrics(registry);

        metrics.took("lab-a", Step.FETCH, true, Duration.ofMillis(40));
        metrics.took("lab-a", Step.POSTGRES, false, Duration.ofMillis(7));

        assertThat(registry.get("labkeeper.worker.sync.steps")
                        .tags("cluster", "lab-a", "step", "fetch", "outcome", "ok")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(40);
        assertThat(registry.get("labkeeper.worker.sync.steps")
                        .tags("cluster", "lab-a", "step", "postgres", "outcome", "failed")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void turns_of_event_loops_are_counted_by_how_long_they_held_it_up_and_how_much_was_work() {
        WorkerMetrics metrics = new WorkerMetrics(registry);

        metrics.turned(300_000_000, 20_000_000);
        metrics.turned(0, 0);

        assertThat(registry.get("labkeeper.worker.event.loop.late").timer().max(TimeUnit.MILLISECONDS))
                .isEqualTo(300);
        assertThat(registry.get("labkeeper.worker.event.loop.busy").timer().max(TimeUnit.MILLISECONDS))
                .isEqualTo(20);
        assertThat(registry.get("labkeeper.worker.event.loop.busy").timer().count())
                .isEqualTo(2);
    }

    private double count(String name, String cluster, String label, String value) {
        return registry.get(name)
                .tags("cluster", cluster, label, value)
                .counter()
                .count();
    }
}
