package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.Guest;
import java.time.Duration;
import java.util.Map;

/**
 * A node's statistics daemon hangs while the node works: its records die after 300 s, here soon after the next
 * ones are due.
 */
public final class StatisticsExpired implements Scenario {
    private static final Duration USUAL = Duration.ofSeconds(300);
    /** Beyond the time between two samples, or those of working nodes would expire as well. */
    private static final Duration BEYOND = Duration.ofSeconds(2);

    @Override
    public String id() {
        return "X-10";
    }

    @Override
    public String promise() {
        return "a node's statistics expire: its VMs show as unknown and doubted within one interval, with their names,"
                + " never as gone; those of other nodes as ever";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench);
                SteadyLoad load = bench.load()) {
            Guest guest = cluster.simulator().guests().stream()
                    .filter(each -> each.running() && !each.template())
                    .findFirst()
                    .orElseThrow(() -> new ProveException("no VM runs in " + cluster.id()));
            int count = cluster.stored().size();
            Duration expiry = cluster.lag().plus(BEYOND);
            Duration bound = bench.pace().quickShown().plus(expiry);
            cluster.simulator().statisticsExpiry(expiry);
            cluster.simulator().statistics(guest.node(), false);
            try {
                Duration shown = cluster.shows(
                        "its statistics expired",
                        bound.multipliedBy(3),
                        vms -> vms.containsKey(guest.vm()) && expired(vms.get(guest.vm()), guest.name()));
                findings.within(guest.vm() + " unknown, doubted, and named as before, after", shown, bound);
                cluster.readers()
                        .forEach(reader -> elsewhere(cluster.vms(reader), guest, count, reader.name(), findings));
            } finally {
                cluster.simulator().statistics(guest.node(), true);
                cluster.simulator().statisticsExpiry(USUAL);
            }
            Duration back = cluster.shows(
                    "it running",
                    bound.multipliedBy(3),
                    vms -> vms.get(guest.vm()).path("status").asText().equals("running"));
            findings.within("statistics again: running after", back, bound);
            findings.expect(load.stop().allGood(), load.report().describe());
        }
    }

    private static boolean expired(JsonNode vm, String name) {
        return vm.path("status").asText().equals("unknown")
                && vm.path("stale_reason").asText().equals("statistics_expired")
                && vm.path("name").asText().equals(name);
    }

    private static void elsewhere(Map<VmRef, JsonNode> vms, Guest guest, int count, String reader, Findings findings) {
        long doubted = vms.values().stream()
                .filter(vm -> !vm.path("node").asText().equals(guest.node()))
                .filter(vm -> vm.path("stale").asBoolean())
                .count();
        findings.expect(
                doubted == 0 && vms.size() == count,
                reader + ": " + vms.size() + " of " + count + " VMs, of those on other nodes doubted: " + doubted);
    }
}
