package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.check.Database;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All our processes and both stores die at once, as when the power goes, and come back. */
public final class EverythingRestarted implements Scenario {
    private static final Duration READ_AGAIN = Duration.ofMinutes(1);
    private static final List<String> LOOK_UPS = List.of(
            "GET /nodes/{node}/qemu/{vmid}/agent/network-get-interfaces", "GET /nodes/{node}/lxc/{vmid}/interfaces");

    @Override
    public String id() {
        return "S7";
    }

    @Override
    public String promise() {
        return "all services, Redis and Postgres killed and started again: addresses are there in the first answer,"
                + " and none that was known is looked up again";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Map<VmRef, String> known = addresses(bench.readers().get(0).vms(""));
        Stream.concat(
                        bench.lab().state().serviceProcesses().keySet().stream(),
                        bench.lab().state().parts().stream()
                                .map(Part::name)
                                .filter(List.of("redis", "postgres")::contains))
                .forEach(bench.lab()::kill);
        bench.simulators().forEach(Simulator::forgetRequests);
        bench.lab().repair();
        long without = bench.readers().stream()
                .mapToLong(reader -> firstAnswer(reader, known, findings))
                .max()
                .orElse(0);
        fullSync(bench.database());
        lookedUp(bench, without, findings);
        findings.expect(bench.replicasEqualPostgres());
    }

    private static Map<VmRef, String> addresses(Map<VmRef, JsonNode> vms) {
        Map<VmRef, String> addresses = new TreeMap<>();
        vms.forEach((vm, row) -> {
            if (row.hasNonNull("ip")) {
                addresses.put(vm, row.path("ip").asText());
            }
        });
        return addresses;
    }

    /** Returns how many running VMs have no address in it. */
    private static long firstAnswer(Api reader, Map<VmRef, String> known, Findings findings) {
        Map<VmRef, JsonNode> vms = reader.vms("");
        Map<VmRef, String> now = addresses(vms);
        long there = known.entrySet().stream()
                .filter(entry -> entry.getValue().equals(now.get(entry.getKey())))
                .count();
        findings.expect(
                there == known.size() && there > 0,
                reader.name() + ": " + there + " of " + known.size() + " addresses in the first answer");
        return vms.values().stream()
                .filter(row -> row.path("status").asText().equals("running") && !row.hasNonNull("ip"))
                .count();
    }

    private static void fullSync(Database database) {
        Instant back = database.now();
        Eventually.happens("a full sync of every cluster", READ_AGAIN, () -> database.heads().values().stream()
                .allMatch(head -> head.fullAt() != null && head.fullAt().isAfter(back)));
    }

    /**
     * Who had no address is asked again: nobody remembers across a restart who had nothing to say.
     *
     * @param without running VMs without address before any sync: what the syncs tell of is what they have found since
     */
    private static void lookedUp(Bench bench, long without, Findings findings) {
        long expired = 0;
        for (JsonNode cluster : bench.gateway("admin").syncStats().path("clusters")) {
            expired += cluster.path("addresses").path("expired").asLong();
        }
        long asked = bench.simulators().stream()
                .map(Simulator::requests)
                .mapToLong(requests -> LOOK_UPS.stream()
                        .mapToLong(endpoint -> requests.getOrDefault(endpoint, 0L))
                        .sum())
                .sum();
        findings.expect(
                expired == 0 && asked <= without,
                asked + " look-ups, for the " + without + " running VMs without address; " + expired + " expired");
    }
}
