package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.check.Database;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** All our processes and both stores die at once, as when the power goes, and come back. */
public final class EverythingRestarted implements Scenario {
    private static final Duration READ_AGAIN = Duration.ofMinutes(1);
    private static final Duration UP_AGAIN = Duration.ofMinutes(2);
    /** Longer than a VM's address is searched for after its start. */
    private static final Duration SEARCHED = Duration.ofSeconds(140);

    /** By a full sync, and after 5, 15, 30, 60 and 120 s if the VM was started a moment ago. */
    private static final int LOOK_UPS_PER_VM = 6;

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
        Api reader = bench.readers().get(0);
        Map<VmRef, JsonNode> before = settled(reader);
        Stream.concat(
                        bench.lab().state().serviceProcesses().keySet().stream(),
                        bench.lab().state().parts().stream()
                                .map(Part::name)
                                .filter(List.of("redis", "postgres")::contains))
                .forEach(bench.lab()::kill);
        bench.simulators().forEach(Simulator::forgetRequests);
        // Asked from now on, since whoever starts everything waits until the clusters have been read.
        List<CompletableFuture<Map<VmRef, JsonNode>>> answers =
                bench.readers().stream().map(EverythingRestarted::firstAnswer).toList();
        bench.lab().repair();
        answers.forEach(answer -> compare(answer.join(), before, findings));
        fullSync(bench.database());
        lookedUp(bench, without(before), findings);
        findings.expect(bench.replicasEqualPostgres());
    }

    /** Nobody's address is searched for any more: all have one, or those that have none were asked often enough. */
    private static Map<VmRef, JsonNode> settled(Api reader) {
        long begin = System.nanoTime();
        return Eventually.get(
                "all addresses found or given up", SEARCHED.multipliedBy(2), () -> Optional.of(reader.vms(""))
                        .filter(vms -> without(vms) == 0 || System.nanoTime() - begin > SEARCHED.toNanos()));
    }

    private static CompletableFuture<Map<VmRef, JsonNode>> firstAnswer(Api reader) {
        return CompletableFuture.supplyAsync(
                () -> Eventually.get("an answer of " + reader.name(), UP_AGAIN, () -> answer(reader)));
    }

    private static Optional<Map<VmRef, JsonNode>> answer(Api reader) {
        try {
            return Optional.of(reader.vms(""));
        } catch (ProveException notYet) {
            return Optional.empty();
        }
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

    private static long without(Map<VmRef, JsonNode> vms) {
        return vms.values().stream()
                .filter(row -> row.path("status").asText().equals("running") && !row.hasNonNull("ip"))
                .count();
    }

    private static void compare(Map<VmRef, JsonNode> answer, Map<VmRef, JsonNode> before, Findings findings) {
        Map<VmRef, String> known = addresses(before);
        Map<VmRef, String> now = addresses(answer);
        long there = known.entrySet().stream()
                .filter(entry -> entry.getValue().equals(now.get(entry.getKey())))
                .count();
        findings.expect(
                there == known.size() && there > 0,
                "a replica's first answer: " + there + " of " + known.size() + " addresses");
    }

    private static void fullSync(Database database) {
        Instant back = database.now();
        Eventually.happens("a full sync of every cluster", READ_AGAIN, () -> database.heads().values().stream()
                .allMatch(head -> head.fullAt() != null && head.fullAt().isAfter(back)));
    }

    /**
     * Who had no address is asked again: nobody remembers across a restart who had nothing to say.
     *
     * @param without running VMs without address before all ended: what the syncs tell of is what they have found since
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
                expired == 0 && asked <= without * LOOK_UPS_PER_VM,
                asked + " look-ups, for the " + without + " running VMs without address; " + expired + " expired");
    }
}
