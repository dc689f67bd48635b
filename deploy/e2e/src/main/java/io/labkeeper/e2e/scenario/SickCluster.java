package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.check.Database;
import io.labkeeper.e2e.check.Database.Head;
import io.labkeeper.e2e.simulator.Fault;
import io.labkeeper.e2e.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A simulated cluster that is made to fail, and what users are told of it. It is well again once this is closed. */
final class SickCluster implements AutoCloseable {
    /** The longest pause after a refused token, 10 % more, and a read. */
    private static final Duration HEALED = Duration.ofSeconds(80);

    private final Bench bench;
    private final Simulator simulator;
    private final Database database;
    private final Duration lag;
    private final List<Api> readers;

    private SickCluster(Bench bench, Simulator simulator) {
        this.bench = bench;
        this.simulator = simulator;
        this.database = bench.database();
        this.lag = simulator.lag();
        this.readers = bench.readers();
    }

    /** One of the lab's, by chance; it is well to begin with. */
    static SickCluster any(Bench bench) {
        List<Simulator> all = bench.simulators();
        SickCluster cluster = new SickCluster(bench, all.get(bench.random().nextInt(all.size())));
        cluster.healthy();
        return cluster;
    }

    String id() {
        return simulator.cluster();
    }

    Simulator simulator() {
        return simulator;
    }

    /** By how much its lists lag the truth, as it was to begin with. */
    Duration lag() {
        return lag;
    }

    List<Api> readers() {
        return readers;
    }

    Database database() {
        return database;
    }

    Head head() {
        Head head = database.heads().get(id());
        if (head == null) {
            throw new ProveException("Postgres does not know " + id());
        }
        return head;
    }

    /** Which part of the lab holds its lease. */
    String holder() {
        String owner = head().owner();
        return bench.lab().state().ofKind("sync-worker").stream()
                .map(part -> part.name())
                .filter(name -> owner != null && owner.startsWith(name + "-"))
                .findFirst()
                .orElseThrow(() -> new ProveException("no part of the lab is the owner " + owner));
    }

    /** The lab's other clusters. */
    List<String> others() {
        return bench.simulators().stream()
                .map(Simulator::cluster)
                .filter(cluster -> !cluster.equals(id()))
                .toList();
    }

    /** How the reading of it goes, as a replica tells it. */
    JsonNode told(Api reader) {
        for (JsonNode cluster : reader.syncStats().path("clusters")) {
            if (cluster.path("cluster_id").asText().equals(id())) {
                return cluster;
            }
        }
        throw new ProveException(reader.name() + " does not know " + id());
    }

    /** The code of the trouble that a replica tells of; "none" if it tells of none. */
    String trouble(Api reader) {
        return told(reader).path("error").path("code").asText("none");
    }

    /** Its VMs as a replica shows them, templates too. */
    Map<VmRef, JsonNode> vms(Api reader) {
        return reader.vms("?templates=true&cluster=" + id());
    }

    /** The state of its VMs in Postgres. */
    Map<VmRef, JsonNode> stored() {
        Map<VmRef, JsonNode> stored = new TreeMap<>(database.vms());
        stored.keySet().removeIf(vm -> !vm.cluster().equals(id()));
        return stored;
    }

    /** A field of all its VMs as a replica shows them. */
    Map<VmRef, String> field(Api reader, String name) {
        Map<VmRef, String> values = new TreeMap<>();
        vms(reader).forEach((vm, shown) -> values.put(vm, shown.path(name).asText()));
        return values;
    }

    /** Waits until all replicas tell so of the reading, and measures how long that takes from now. */
    Duration tells(String what, Duration limit, Predicate<JsonNode> look) {
        return Eventually.happens(id() + " told as " + what + " by all replicas", limit, () -> readers.stream()
                .allMatch(reader -> look.test(told(reader))));
    }

    /** Waits until all replicas show its VMs so, and measures how long that takes from now. */
    Duration shows(String what, Duration limit, Predicate<Map<VmRef, JsonNode>> look) {
        return Eventually.happens(id() + " shown with " + what + " by all replicas", limit, () -> readers.stream()
                .allMatch(reader -> look.test(vms(reader))));
    }

    /** Lays a fault down and waits until it has struck that often; what is looked at meanwhile is looked at often. */
    void suffer(Fault fault, int times, Duration limit, Runnable meanwhile) {
        String id = simulator.fault(fault);
        Eventually.happens(fault.order() + " struck " + times + " times", limit, () -> {
            meanwhile.run();
            return simulator.struck(id) >= times;
        });
    }

    /** Nothing fails any more: waits until it is read well again. */
    Duration heal() {
        simulator.mend();
        return healthy();
    }

    /** A wish to read it makes that sooner than the pause after a failure would. */
    private Duration healthy() {
        long[] wished = {0};
        return Eventually.happens(id() + " read without trouble", HEALED, () -> {
            if (System.nanoTime() - wished[0] > Duration.ofSeconds(5).toNanos()) {
                wished[0] = System.nanoTime();
                bench.gateway("admin").post("/api/sync/trigger?type=quick");
            }
            return readers.stream()
                    .map(this::told)
                    .allMatch(told ->
                            told.path("error").isNull() && !told.path("stale").asBoolean());
        });
    }

    @Override
    public void close() {
        simulator.mend();
        if (!simulator.lag().equals(lag)) {
            simulator.lag(lag);
        }
        List<String> broken = new ArrayList<>(simulator.nodeStates().keySet());
        broken.removeIf(node -> simulator.nodeStates().get(node).equals("up"));
        broken.forEach(node -> simulator.power(node, true));
        healthy();
    }
}
