package io.labkeeper.bench.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SyncPageTest {
    private static final FleetCost.Changes CHANGES = new FleetCost.Changes(
            100,
            100,
            1,
            42,
            List.of(
                    new FleetCost.Step("fetch", 40),
                    new FleetCost.Step("diff", 3),
                    new FleetCost.Step("postgres", 20),
                    new FleetCost.Step("redis", 5)));

    private static FleetCost cost(int vms, Map<String, Long> requests) {
        return new FleetCost(vms, 2L * vms / 3, new FleetCost.Idle(requests, 30, 3, 0), CHANGES, 200, 495, 400);
    }

    @Test
    void growthStandsOutSinceEachSizeHasAColumn() {
        FleetCost small = cost(100, Map.of("GET /cluster/resources", 30L, "GET /config", 24L));
        FleetCost large = cost(1000, Map.of("GET /cluster/resources", 30L, "GET /config", 240L));

        String page = SyncPage.of(List.of(small, large));

        assertThat(page)
                .contains("| VMs | 100 | 1000 |")
                .contains("| GET /cluster/resources, per sync / per full sync | 1.00 / 10.00 | 1.00 / 10.00 |")
                .contains("| GET /config, per sync / per full sync | 0.80 / 8.00 | 8.00 / 80.00 |")
                .contains("| of them running | 66 | 666 |")
                .contains("| states changed: rows written, change sets | 100 of 100, 1 | 100 of 100, 1 |")
                .contains("| meanwhile, mean ms: fetch, diff, Postgres, Redis | 40, 3, 20, 5 | 40, 3, 20, 5 |");
    }

    @Test
    void eachPromiseIsALineOfItsOwnWithWhatWasMeasured() {
        Map<String, Long> requests =
                Map.of("GET /cluster/resources", 30L, "GET /cluster/tasks", 30L, "GET /config", 24L);

        String kept = SyncPromises.of(List.of(cost(100, requests)));

        assertThat(kept)
                .contains(
                        "- 100 VMs: promised requests each tick, unchanged: list and task log, at most 2; was 2.00: kept\n")
                .contains("- 100 VMs: promised rows written for 100 states that changed: 100; was 100: kept\n")
                .contains(
                        "- 100 VMs: promised heap of the worker, MiB: at most 512; was 200 of the 495 that it may use: kept\n");
    }

    @Test
    void aPromiseThatIsNotKeptIsSaid() {
        FleetCost.Changes written = new FleetCost.Changes(100, 104, 2, 42, List.of());
        FleetCost bad = new FleetCost(100, 66, new FleetCost.Idle(Map.of(), 0, 0, 0), written, 600, 990, 1200);

        assertThat(SyncPromises.of(List.of(bad)))
                .contains("at most 2; was 0.00: NOT KEPT")
                .contains("100; was 104: NOT KEPT")
                .contains("at most 512; was 600 of the 990 that it may use: NOT KEPT");
    }

    @Test
    void whatWasAskedOnlyOfOneFleetIsZeroForTheOther() {
        FleetCost.Idle idle = new FleetCost.Idle(Map.of(), 30, 0, 0);

        String share = SyncPage.share(idle, "GET /access/permissions");

        assertThat(share).isEqualTo("0.00 / –");
    }

    @Test
    void theMeanOfAStepIsThatOfItsLastTimes() {
        WorkerFigures.Timed before = new WorkerFigures.Timed(10, 1);

        assertThat(new WorkerFigures.Timed(14, 1.2).since(before).meanMillis()).isEqualTo(50);
        assertThat(before.since(before).meanMillis()).isZero();
    }

    @Test
    void aFigureOfTheWorkerIsTheSumOfItsSeries() {
        String metrics = """
                # TYPE jvm_memory_used_bytes gauge
                jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 1.0E7
                jvm_memory_used_bytes{area="heap",id="Eden Space"} 2.5E6
                jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 9.9E9
                """;

        double heap = WorkerFigures.sum(metrics, "jvm_memory_used_bytes", "area=\"heap\"");

        assertThat(heap).isEqualTo(1.25E7);
    }
}
