package io.labkeeper.actions.testing;

import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.simulator.Simulator;
import io.labkeeper.simulator.SimulatorOptions;
import io.labkeeper.simulator.power.PowerLog;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Two simulated clusters, {@code lab-a} and {@code lab-b}, whose VMs are in the inventory too; everything quick. */
public final class Lab implements QuarkusTestResourceLifecycleManager {

    /** What counts as an order in {@link #ordersOf}. */
    public enum Counting {
        ACCEPTED,
        ALL
    }

    /** How many calls to a cluster are allowed at once. */
    public static final int CONCURRENCY = 16;

    private static final AtomicInteger NEXT = new AtomicInteger(1000);
    private static Simulator labA;
    private static Simulator labB;

    @Override
    public Map<String, String> start() {
        labA = Simulator.start(options("lab-a"));
        labB = Simulator.start(options("lab-b"));
        return Map.ofEntries(
                Map.entry("labkeeper.proxmox.clusters-file", clustersFile().toString()),
                Map.entry("labkeeper.instance", "action-test"),
                Map.entry("labkeeper.actions.claim", "PT2S"),
                Map.entry("labkeeper.actions.poll", "PT0.2S"),
                // Beside the 5 s for which an order may wait for room and a connection.
                Map.entry("labkeeper.actions.resend-after", "PT0.5S"),
                Map.entry("labkeeper.actions.patience", "PT8S"),
                Map.entry("labkeeper.actions.task", "PT12S"),
                Map.entry("labkeeper.actions.settle", "PT10S"),
                Map.entry("labkeeper.actions.first-pause", "PT0.1S"),
                // What one test does to a cluster must not make the client spare it in the next one.
                Map.entry("labkeeper.proxmox.circuit-failures", "1000"),
                Map.entry("labkeeper.proxmox.refused-pause", "PT0.2S"),
                Map.entry("labkeeper.actions.per-node", "20"));
    }

    private static SimulatorOptions options(String cluster) {
        return SimulatorOptions.of(cluster)
                .vms(0)
                .timing(Timing.TASK_DURATION, Duration.ofMillis(200))
                .timing(Timing.HA_DELAY, Duration.ofMillis(500))
                .timing(Timing.REBOOT_GAP, Duration.ofMillis(500))
                .timing(Timing.UNREACHABLE_DELAY, Duration.ofMillis(100))
                .timing(Timing.FILE_LOCK_TIMEOUT, Duration.ofMillis(500));
    }

    private static Path clustersFile() {
        try {
            Path file = Files.createTempFile("clusters", ".yaml");
            Files.writeString(file, "clusters:\n" + entry(labA) + entry(labB));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String entry(Simulator simulator) {
        return """
                  - id: %s
                    endpoints: ["%s"]
                    token_id: %s
                    token_secret: %s
                    fingerprints: ["%s"]
                    limits: {connect: 1s, call: 2s, proxied: 2s, concurrency: %d}
                """.formatted(
                        simulator.clusterId(),
                        simulator.apiUri(),
                        simulator.actorToken().name(),
                        simulator.actorToken().secret(),
                        simulator.fingerprint(),
                        CONCURRENCY);
    }

    @Override
    public void stop() {
        labA.close();
        labB.close();
    }

    public static Simulator labA() {
        return labA;
    }

    public static Simulator labB() {
        return labB;
    }

    /** Both clusters as if nobody had ever done anything. */
    public static void reset() {
        for (Simulator simulator : List.of(labA, labB)) {
            simulator.control().faults().clear();
            simulator.control().nodes().quorum(true);
            simulator.control().nodes().names().forEach(simulator.control().nodes()::up);
            simulator.control().setTiming(Timing.TASK_DURATION, Duration.ofMillis(200));
            simulator.control().forgetOrders();
        }
    }

    /** A number that no VM in any cluster has had. */
    public static int nextVmid() {
        return NEXT.incrementAndGet();
    }

    /** A stopped QEMU VM on pve1, in the simulator and in the inventory. */
    public static int stopped(Simulator simulator) {
        return guest(simulator, nextVmid(), GuestKind.QEMU, false);
    }

    public static int running(Simulator simulator) {
        return guest(simulator, nextVmid(), GuestKind.QEMU, true);
    }

    /** A guest on pve1, in the simulator and in the inventory. */
    public static int guest(Simulator simulator, int vmid, GuestKind kind, boolean running) {
        simulator.control().guests().create(vmid, kind, "pve1", "vm-" + vmid);
        if (running) {
            simulator.control().guests().state(vmid, "running");
        }
        VmStatus status = running ? VmStatus.RUNNING : VmStatus.STOPPED;
        VmRecord record = Vms.withStatus(simulator.clusterId() + "/" + vmid, status);
        Vms.store(Vms.cluster(simulator.clusterId(), new Revision(1, 1), ofKind(record, kind)));
        return vmid;
    }

    private static VmRecord ofKind(VmRecord record, GuestKind kind) {
        Vm vm = record.vm();
        Vm typed = new Vm(
                vm.clusterId(),
                vm.vmid(),
                vm.name(),
                vm.node(),
                vm.status(),
                vm.ip(),
                vm.ipSource(),
                vm.ipUpdatedAt(),
                vm.mac(),
                kind.word(),
                vm.category(),
                vm.memory(),
                vm.cores(),
                vm.diskSize(),
                vm.isTemplate(),
                vm.tags(),
                vm.lock(),
                vm.rdpAvailable(),
                vm.sshAvailable(),
                vm.lastUpdated(),
                vm.syncError());
        return new VmRecord(record.revision(), typed, record.internal());
    }

    /** The power orders that this cluster has received for a VM. */
    public static List<PowerLog.Entry> ordersOf(Simulator simulator, int vmid, Counting counting) {
        return simulator.control().orders().stream()
                .filter(entry -> entry.order().vmid() == vmid)
                .filter(entry -> counting == Counting.ALL || entry.upid() != null)
                .toList();
    }

    /** Inserts an accepted action, as a request would. Returns its id. */
    public static String action(Simulator simulator, int vmid, String kind) {
        return Stores.value("INSERT INTO action (id, cluster_id, vmid, kind, state, node, requested_by)"
                + " VALUES (gen_random_uuid(), '" + simulator.clusterId() + "', " + vmid + ", '" + kind
                + "', 'accepted', 'pve1', 'alice') RETURNING id");
    }

    /** A column of an action's row. */
    public static String column(String action, String column) {
        return Stores.value("SELECT " + column + " FROM action WHERE id = '" + action + "'");
    }
}
