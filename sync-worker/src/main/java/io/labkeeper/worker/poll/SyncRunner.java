package io.labkeeper.worker.poll;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.inventory.SyncStatus.Cost;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.worker.address.AddressConfig;
import io.labkeeper.worker.address.AddressNeeds;
import io.labkeeper.worker.observe.AddressConflicts;
import io.labkeeper.worker.observe.ConfigNeeds;
import io.labkeeper.worker.observe.MetricsReading;
import io.labkeeper.worker.observe.Translation;
import io.labkeeper.worker.reconcile.ChangeSet;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The work of one sync: the list first, and written at once; then what has to be asked guest by guest, which may take long
 * and is written as it comes.
 */
final class SyncRunner {
    private final Watched cluster;
    private final ListSync lists;
    private final GuestReader reader;
    private final NodeProbes probes;
    private final NetworkReader network;
    private final AddressSearch search;
    private final AddressConfig addresses;
    private final AddressReport report;
    private final AtomicBoolean lookingUp = new AtomicBoolean();
    private volatile boolean first = true;
    private volatile long turn;

    SyncRunner(
            Watched cluster,
            GuestReader reader,
            NetworkReader network,
            AddressSearch search,
            AddressConfig addresses,
            AddressReport report) {
        this.cluster = cluster;
        this.lists = new ListSync(cluster);
        this.reader = reader;
        this.probes = new NodeProbes(record -> reader.configurations(List.of(record)));
        this.network = network;
        this.search = search;
        this.addresses = addresses;
        this.report = report;
    }

    /** When a sync was begun, and what had been asked of Proxmox until then. */
    record Start(Mode mode, Instant at, long nanos, long requests) {
        Duration took() {
            return Duration.ofNanos(System.nanoTime() - nanos);
        }
    }

    Start begin(Mode mode) {
        return new Start(
                mode, cluster.clock().now(), System.nanoTime(), cluster.client().requestCount());
    }

    /** The lease was taken anew: rights are to be checked, and what is new is not what has just been started. */
    void forget() {
        first = true;
    }

    Uni<ListSync.Outcome> list(Start start) {
        return lists.run(first || lists.partial());
    }

    /** Writes how the list was read, with its metrics. */
    Uni<ListSync.Outcome> book(Start start, ListSync.Outcome outcome, Schedule next, Schedule.Pace pace) {
        ClusterInventory state = cluster.reconciler().state();
        SyncStatus before =
                SyncBook.paced(state == null ? SyncStatus.NEVER : state.head().sync(), pace);
        Cost last = before.last();
        Cost cost = start.mode() == Mode.FULL
                ? last
                : new Cost(
                        last.fullDurationMs(),
                        start.took().toMillis(),
                        last.fullRequests(),
                        requests(start),
                        last.addressHits(),
                        last.addressMisses(),
                        last.addressExpired());
        SyncStatus sync =
                SyncBook.listed(before, start.at(), next, cost, outcome.list().nodes(), outcome.warning());
        return cluster.reconciler()
                .describe(sync, seq -> MetricsReading.of(outcome.list(), seq))
                .replaceWith(outcome);
    }

    /** Asks guest by guest what the list does not tell. */
    Uni<Void> details(Start start, ListSync.Outcome outcome) {
        boolean wasFirst = first;
        first = false;
        if (wasFirst) {
            return readGuests(start, outcome);
        }
        searchStarted(outcome);
        // Beside the others: those on nodes that are still away take long.
        Uni<Void> probed =
                probes.of(cluster.nodes().unreachable(), outcome.after().values());
        return Uni.join().all(readGuests(start, outcome), probed).andFailFast().replaceWithVoid();
    }

    private Uni<Void> readGuests(Start start, ListSync.Outcome outcome) {
        Uni<Void> configured = reader.configurations(configNeeds(start.mode(), outcome));
        Uni<Void> known = start.mode() == Mode.QUICK ? configured : configured.chain(() -> lookUp(start));
        return known.chain(this::judgeConflicts);
    }

    private Uni<Void> judgeConflicts() {
        return cluster.reconciler()
                .change(state -> ChangeSet.of(AddressConflicts.judge(
                        state.vms().values(), addresses.ttl(), cluster.clock().now())))
                .replaceWithVoid();
    }

    private void searchStarted(ListSync.Outcome outcome) {
        outcome.after().forEach((vmid, record) -> {
            VmRecord before = outcome.before().get(vmid);
            if (before != record
                    && Translation.started(before, record)
                    && record.vm().ip() == null) {
                search.begin(vmid);
            }
        });
    }

    private List<VmRecord> configNeeds(Mode mode, ListSync.Outcome outcome) {
        Map<Integer, VmRecord> before = outcome.before();
        return mode == Mode.FULL
                ? ConfigNeeds.afterFull(before, outcome.after(), cluster.nodes()::callable, turn++)
                : ConfigNeeds.afterQuick(before, outcome.after(), cluster.nodes()::callable);
    }

    private Uni<Void> lookUp(Start start) {
        ClusterInventory state = cluster.reconciler().state();
        if (state == null || !lookingUp.compareAndSet(false, true)) {
            return Uni.createFrom().voidItem();
        }
        AddressNeeds needs = AddressNeeds.of(
                state.vms().values(), addresses.ttl(), cluster.clock().now(), cluster.nodes()::callable);
        List<VmRecord> wanted = needs.wanted().stream()
                .filter(record -> !reader.recentlySilent(record))
                .collect(Collectors.toCollection(ArrayList::new));
        return reader.addresses(rotated(wanted))
                .ifNoItem()
                .after(addresses.limit())
                .recoverWithItem((Void) null)
                .chain(network::everybody)
                .invoke(() -> report.tell(needs, start.took()))
                .chain(() -> bookFull(start, needs))
                .onTermination()
                .invoke(() -> lookingUp.set(false));
    }

    /** Each time in another order, so that guests that hang do not keep the same others waiting beyond the limit. */
    private List<VmRecord> rotated(List<VmRecord> wanted) {
        Collections.rotate(wanted, (int) (turn * 31 % Math.max(1, wanted.size())));
        return wanted;
    }

    private Uni<Void> bookFull(Start start, AddressNeeds needs) {
        ClusterInventory state = cluster.reconciler().state();
        if (state == null) {
            return Uni.createFrom().voidItem();
        }
        SyncStatus before = state.head().sync();
        Cost cost = new Cost(
                start.took().toMillis(),
                before.last().quickDurationMs(),
                requests(start),
                before.last().quickRequests(),
                needs.hits(),
                needs.misses(),
                needs.expired());
        return cluster.reconciler()
                .describe(SyncBook.full(before, start.at(), cost), null)
                .chain(() -> cluster.reconciler().purge());
    }

    private long requests(Start start) {
        return cluster.client().requestCount() - start.requests();
    }
}
