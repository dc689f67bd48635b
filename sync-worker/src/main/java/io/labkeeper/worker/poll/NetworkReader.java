package io.labkeeper.worker.poll;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.worker.address.AddressConfig;
import io.labkeeper.worker.address.AddressNeeds;
import io.labkeeper.worker.address.Neighbours;
import io.labkeeper.worker.address.NetworkTables;
import io.labkeeper.worker.address.SharedTable;
import io.labkeeper.worker.observe.AddressFindings;
import io.labkeeper.worker.reconcile.Diff;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds addresses in the network's tables, for those VMs who could not tell theirs: one table for all of them, read only if
 * somebody wants it, the most trusted source first.
 */
final class NetworkReader {
    /** Of a VM that was just started an older table knows nothing. */
    private static final Duration RECENT = Duration.ofSeconds(2);

    private final Watched cluster;
    private final NetworkTables tables;
    private final AddressConfig config;

    NetworkReader(Watched cluster, NetworkTables tables, AddressConfig config) {
        this.cluster = cluster;
        this.tables = tables;
        this.config = config;
    }

    /** Who wants to be found by which source. */
    private interface Wish {
        boolean wants(VmRecord record, String source);
    }

    /** Looks for all VMs with no address or an expired one. Ends within the limits of the sources. */
    Uni<Void> everybody() {
        return find(config.negativeTtl(), (record, source) -> needy(record));
    }

    /** Looks for VMs that were just started. */
    Uni<Void> started(Set<Integer> vmids) {
        return find(RECENT, (record, source) -> vmids.contains(record.vm().vmid()) && unsure(record, source));
    }

    /**
     * Whether the address comes from the network: soon after a start a table may still show the one from before, so it is worth
     * another look.
     */
    boolean mayBeFromBefore(VmRecord record) {
        return tables.inOrderOfTrust().stream()
                .anyMatch(table -> table.source().equals(record.vm().ipSource()));
    }

    private boolean needy(VmRecord record) {
        return running(record)
                && !AddressNeeds.fresh(record, config.ttl(), cluster.clock().now());
    }

    private static boolean unsure(VmRecord record, String source) {
        return running(record)
                && (record.vm().ip() == null || source.equals(record.vm().ipSource()));
    }

    private static boolean running(VmRecord record) {
        return record.vm().status() == VmStatus.RUNNING
                && !record.vm().isTemplate()
                && !record.internal().macs().isEmpty();
    }

    private Uni<Void> find(Duration age, Wish wish) {
        return Multi.createFrom()
                .iterable(tables.inOrderOfTrust())
                .onItem()
                .transformToUniAndConcatenate(table -> ask(table, age, wish))
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> ask(SharedTable table, Duration age, Wish wish) {
        ClusterInventory state = cluster.reconciler().state();
        Predicate<VmRecord> wanting = record -> wish.wants(record, table.source());
        return state == null || state.vms().values().stream().noneMatch(wanting)
                ? Uni.createFrom().voidItem()
                : table.notOlderThan(age).chain(read -> write(read, wanting));
    }

    private Uni<Void> write(Neighbours read, Predicate<VmRecord> wanting) {
        return read.isEmpty()
                ? Uni.createFrom().voidItem()
                : cluster.reconciler()
                        .change(state -> Diff.between(
                                state.vms(),
                                found(
                                        state.vms().values().stream()
                                                .filter(wanting)
                                                .toList(),
                                        read),
                                List.of()))
                        .replaceWithVoid();
    }

    private List<VmRecord> found(List<VmRecord> wanting, Neighbours read) {
        return wanting.stream()
                .map(record -> AddressFindings.network(record, read, config.ttl()))
                .toList();
    }
}
