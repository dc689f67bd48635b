package io.labkeeper.bench.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FleetPageTest {
    private static final long MIB = 1 << 20;

    private static FleetCost cost(int vms, double micros, long heap) {
        return new FleetCost(vms, 20, List.of(micros, micros * 2, micros), List.of(1000.0), heap);
    }

    @Test
    void growthIsAgainstTheSmallestAndMemoryIsWhatTheFleetAdds() {
        List<FleetCost> costs = List.of(cost(1_000, 100, 50 * MIB), cost(11_000, 110, 80 * MIB));

        String page = FleetPage.of("setup", costs);

        assertThat(page)
                .contains("| VMs in the fleet | 1000 | 11000 |")
                .contains("| the same, against the smallest fleet | 1.00 | 1.10 |")
                .contains("From first to last: 1.10, wanted at most 1.2: yes.")
                .contains("Memory: 3.0 MiB of heap per 1,000 VMs.");
    }

    @Test
    void whatGrowsWithTheFleetIsSaid() {
        assertThat(FleetPage.of("setup", List.of(cost(100, 100, MIB), cost(1_000, 150, 2 * MIB))))
                .contains("From first to last: 1.50, wanted at most 1.2: NO.");
    }
}
