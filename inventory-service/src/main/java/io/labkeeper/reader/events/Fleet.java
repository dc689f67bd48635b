package io.labkeeper.reader.events;

import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.inventory.VmMetrics;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.view.Staleness;
import io.labkeeper.reader.view.VmEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All VMs but templates as they were last told, each at its place in the row of changes. A VM stands in that row once, however often it
 * has changed: whoever is behind gets the latest state and never a backlog. Belongs to the thread of {@link EventHub}.
 */
final class Fleet {

    /** What a cluster was last compared by: as long as its rows and its staleness are the same, so are its VMs but for their metrics. */
    private record Compared(ClusterView cluster, Optional<String> stale) {
        boolean sameAs(Compared other) {
            return (cluster == other.cluster || cluster.sameRows(other.cluster)) && stale.equals(other.stale);
        }
    }

    private final Map<String, Map<Integer, FleetVm>> clusters = new TreeMap<>();
    private final Map<String, Compared> compared = new HashMap<>();
    private final NavigableMap<Long, FleetVm> byChange = new TreeMap<>();
    private final FleetActions actions = new FleetActions();

    private long position;
    private long publication;
    private long digest;
    private String heads = "";
    private String metricsSeqs = "";

    /** Goes on to that moment. */
    void advance(Moment moment) {
        moment.clusters().values().forEach(cluster -> compareIfDifferent(cluster, moment));
        clusters.keySet().stream()
                .filter(id -> !moment.clusters().containsKey(id))
                .toList()
                .forEach(this::forget);
        for (VmKey key : actions.advance(moment.actions())) {
            compareOne(key, moment);
        }
        heads = moment.clusters().values().stream()
                .map(cluster -> cluster.head().clusterId() + "=" + cluster.revision())
                .collect(Collectors.joining(","));
    }

    private void compareIfDifferent(ClusterView cluster, Moment moment) {
        String id = cluster.head().clusterId();
        Compared now = new Compared(cluster, Staleness.ofCluster(cluster.head().sync(), moment.now()));
        Compared before = compared.get(id);
        if (before != null && before.sameAs(now)) {
            compared.put(id, now);
            return;
        }
        Map<Integer, FleetVm> vms = clusters.computeIfAbsent(id, i -> new LinkedHashMap<>());
        for (FleetVm vm : vms.values()) {
            if (!vm.gone() && !shown(cluster.entry(vm.key().vmid()))) {
                gone(vm);
            }
        }
        for (VmEntry entry : cluster.entries()) {
            if (shown(entry)) {
                compare(
                        vms.computeIfAbsent(
                                entry.vm().vmid(), n -> new FleetVm(entry.vm().key())),
                        entry,
                        now,
                        moment);
            }
        }
        // Only now: had anything above failed, the next turn must compare again.
        compared.put(id, now);
    }

    private void compareOne(VmKey key, Moment moment) {
        ClusterView cluster = moment.clusters().get(key.clusterId());
        VmEntry entry = cluster == null ? null : cluster.entry(key.vmid());
        if (shown(entry)) {
            compare(clusters.get(key.clusterId()).get(key.vmid()), entry, compared.get(key.clusterId()), moment);
        }
    }

    private void compare(FleetVm vm, VmEntry entry, Compared in, Moment moment) {
        boolean isNew = vm.gone();
        long before = vm.hash();
        if (vm.shows(entry, Look.of(entry, in.cluster(), in.stale(), moment))) {
            digest += vm.hash() - before;
            moved(vm);
        }
        if (isNew) {
            measure(vm, in.cluster());
        }
    }

    /** The cluster is no longer there; its VMs stay, as gone, until everybody has been told. */
    private void forget(String clusterId) {
        Map<Integer, FleetVm> vms = clusters.get(clusterId);
        vms.values().stream().filter(vm -> !vm.gone()).forEach(this::gone);
        compared.remove(clusterId);
        if (vms.isEmpty()) {
            clusters.remove(clusterId);
        }
    }

    private void gone(FleetVm vm) {
        digest -= vm.hash();
        vm.isGone();
        moved(vm);
    }

    private void moved(FleetVm vm) {
        byChange.remove(vm.changedAt());
        vm.changedAt(++position);
        byChange.put(position, vm);
    }

    private static boolean shown(VmEntry entry) {
        return entry != null && !entry.vm().isTemplate();
    }

    /** Whether there are metrics that have not been told yet. */
    boolean hasNewMetrics() {
        return !seqs().equals(metricsSeqs);
    }

    /** From now on the metrics are those of the last moment. */
    void publishMetrics() {
        publication++;
        metricsSeqs = seqs();
        compared.forEach((id, last) ->
                clusters.get(id).values().stream().filter(vm -> !vm.gone()).forEach(vm -> measure(vm, last.cluster())));
    }

    private void measure(FleetVm vm, ClusterView cluster) {
        VmMetrics now = cluster.metrics().of(vm.key().vmid());
        if (!Objects.equals(now, vm.metrics())) {
            vm.measured(now, metricsJson(vm.key(), now, cluster), publication);
        }
    }

    private static byte[] metricsJson(VmKey key, VmMetrics metrics, ClusterView cluster) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cluster_id", key.clusterId());
        json.put("vmid", key.vmid());
        json.put("uptime", metrics.uptime());
        json.put("cpu_usage", metrics.cpuUsage());
        json.put("memory_usage", metrics.memoryUsage());
        json.put(
                "last_status_check",
                metrics == VmMetrics.UNKNOWN ? null : cluster.metrics().at());
        return EventText.bytes(InventoryJson.write(json));
    }

    private String seqs() {
        return compared.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> Long.toString(entry.getValue().cluster().metrics().seq()))
                .collect(Collectors.joining("."));
    }

    /** All that has changed after this place, the oldest change first; what is gone too. */
    Collection<FleetVm> changedAfter(long place) {
        return byChange.tailMap(place, false).values();
    }

    /** One VM; null if it was never there, or is gone and everybody knows. */
    FleetVm vm(VmKey key) {
        Map<Integer, FleetVm> vms = clusters.get(key.clusterId());
        return vms == null ? null : vms.get(key.vmid());
    }

    /** All of them, also those gone. */
    Iterable<FleetVm> all() {
        return clusters.values().stream().flatMap(vms -> vms.values().stream())::iterator;
    }

    /** Everybody has been told up to this place: what is gone before it can be forgotten. */
    void toldTo(long place) {
        byChange.headMap(place, true).values().removeIf(vm -> {
            if (vm.gone()) {
                Map<Integer, FleetVm> vms = clusters.get(vm.key().clusterId());
                if (vms != null) {
                    vms.remove(vm.key().vmid(), vm);
                }
            }
            return vm.gone();
        });
    }

    /** How far everything is. */
    record Mark(long position, long publication, String actionSequence) {}

    Mark mark() {
        return new Mark(position, publication, actions.sequence());
    }

    FleetActions actions() {
        return actions;
    }

    long position() {
        return position;
    }

    long publication() {
        return publication;
    }

    /** Tells what all VMs show. */
    long digest() {
        return digest;
    }

    /** The revision of every cluster. */
    String heads() {
        return heads;
    }

    /** The numbers of the metrics last published, in the same order. */
    String metricsSeqs() {
        return metricsSeqs;
    }
}
