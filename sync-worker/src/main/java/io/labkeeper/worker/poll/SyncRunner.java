package io.labkeeper.worker.poll;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.SyncStatus.Cost;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.worker.address.AddressConfig;
import io.labkeeper.worker.address.AddressNeeds;
import io.labkeeper.worker.observe.AddressConflicts;
import io.labkeeper.worker.observe.MetricsReading;
import io.labkeeper.worker.observe.StartedGuests;
import io.labkeeper.worker.reconcile.ChangeSet;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * The work of one sync: the list first, and written at once; then what has to be asked guest by guest, which may take long
 * and is written as it comes.
 */
final class SyncRunner {
    private final Watched cluster;
    private final ListSync lists;
    private final TaskLog tasks;
    private final ConfigPass configurations;
    private final StartedGuests started = new StartedGuests();
    private final GuestReader reader;
    private final NodeProbes probes;
    private final NetworkReader network;
    private final IntConsumer search;
    private final AddressConfig addresses;
    private final AddressReport report;
    private final LastSteps last;
    private final AtomicBoolean lookingUp = new AtomicBoolean();
    private volatile boolean first = true;
    private volatile boolean refused;

    /**
     * Who reads the list, and who asks what it does not tell.
     *
     * @param lists the list itself
     * @param reader guest by guest
     * @param network all at once
     * @param search begins to look for the address of a VM that has just been started
     * @param report tells of the look-ups
     * @param last what a full sync ends with
     */
    record Details(
            ListSync lists,
            GuestReader reader,
            NetworkReader network,
            IntConsumer search,
            AddressReport report,
            LastSteps last) {}

    /** @param mostConfigurations how many of those that wait to be read a tick takes */
    SyncRunner(Watched cluster, Details details, AddressConfig addresses, int mostConfigurations) {
        this.cluster = cluster;
        this.lists = details.lists();
        this.tasks = new TaskLog(cluster);
        this.reader = details.reader();
        this.configurations = new ConfigPass(
                cluster.nodes()::callable, reader::configurations, this::configurationHints, mostConfigurations);
        this.probes = new NodeProbes(reader::probe);
        this.network = details.network();
        this.search = details.search();
        this.addresses = addresses;
        this.report = details.report();
        this.last = details.last();
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
        lists.forget();
        tasks.forget();
        started.forget();
    }

    /**
     * Two requests as a rule, side by side: the list, and the task log, without which it goes on. After a refused token one after the
     * other: each refusal costs Proxmox 3 s.
     */
    Uni<ListSync.Outcome> list(Start start) {
        boolean checkRights = first || start.mode() == Mode.FULL && lists.doubtful();
        Uni<ListSync.Outcome> list = lists.run(checkRights, this::listed);
        return (refused ? list.call(tasks::read) : sideBySide(list))
                .onFailure(ProxmoxException.Unauthorized.class)
                .invoke(() -> refused = true)
                .invoke(() -> refused = false);
    }

    /** Noted before it is written: whatever fails after this, the next list may show these changes no more. */
    private void listed(Map<Integer, VmRecord> before, Map<Integer, VmRecord> after) {
        configurations.listed(before, after);
        if (first) {
            started.listedFirst(before, after);
        } else {
            started.listed(before, after);
        }
    }

    /** A look at one VM has made this of what was known: the next list shows it no more. */
    void looked(VmRecord before, VmRecord after) {
        configurations.looked(before, after);
        started.looked(before, after);
    }

    /** A VM was started, and that is written: its address is looked for. */
    void started(int vmid) {
        started.begun(vmid);
        search.accept(vmid);
    }

    private Collection<Integer> configurationHints() {
        Set<Integer> hints = new LinkedHashSet<>(tasks.configurations());
        hints.addAll(reader.unanswered());
        return hints;
    }

    /** The task log is read to its end even if the list fails first: cancelled, its own failure would be told as an error. */
    private Uni<ListSync.Outcome> sideBySide(Uni<ListSync.Outcome> list) {
        Uni<Void> log = tasks.read().memoize().indefinitely();
        return Uni.combine().all().unis(list, log).asTuple().map(both -> both.getItem1());
    }

    /** The guests that are to be asked themselves, since tasks tell something else of them than the list. */
    List<Integer> doubted(ListSync.Outcome outcome) {
        return tasks.doubted(outcome.after());
    }

    /** Writes how the list was read, with its metrics. */
    Uni<ListSync.Outcome> book(Start start, ListSync.Outcome outcome, Schedule next, Schedule.Pace pace) {
        long took = start.took().toMillis();
        return cluster.reconciler()
                .describe(
                        before -> SyncBook.listed(
                                SyncBook.paced(before, pace),
                                start.at(),
                                next,
                                start.mode() == Mode.FULL ? before.last() : quickCost(before.last(), took, start),
                                outcome.list().nodes(),
                                outcome.warning()),
                        seq -> MetricsReading.of(outcome.list(), seq))
                .replaceWith(outcome);
    }

    private Cost quickCost(Cost last, long took, Start start) {
        return new Cost(
                last.fullDurationMs(),
                took,
                last.fullRequests(),
                requests(start),
                last.addressHits(),
                last.addressMisses(),
                last.addressExpired());
    }

    /** Asks guest by guest what the list does not tell. */
    Uni<Void> details(Start start, ListSync.Outcome outcome) {
        boolean wasFirst = first;
        first = false;
        started.take(outcome.after()).forEach(search::accept);
        if (wasFirst) {
            return readGuests(start, outcome);
        }
        // Beside the others: those on nodes that are still away take long.
        Uni<Void> probed =
                probes.of(cluster.nodes().unreachable(), outcome.after().values());
        return Uni.join().all(readGuests(start, outcome), probed).andFailFast().replaceWithVoid();
    }

    private Uni<Void> readGuests(Start start, ListSync.Outcome outcome) {
        Uni<Void> configured = configurations.run(start.mode(), outcome.after());
        Uni<Void> known = start.mode() == Mode.QUICK ? configured : configured.chain(() -> lookUp(start, outcome));
        return known.chain(this::judgeConflicts);
    }

    private Uni<Void> judgeConflicts() {
        return cluster.reconciler()
                .change(state -> ChangeSet.of(AddressConflicts.judge(
                        state.vms().values(), addresses.ttl(), cluster.clock().now())))
                .replaceWithVoid();
    }

    private Uni<Void> lookUp(Start start, ListSync.Outcome outcome) {
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
                .chain(last::probe)
                .chain(() -> bookFull(start, needs))
                .invoke(() -> last.sample(start.at(), outcome))
                .chain(last::purge)
                .onTermination()
                .invoke(() -> lookingUp.set(false));
    }

    /** Each time in another order, so that guests that hang do not keep the same others waiting beyond the limit. */
    private List<VmRecord> rotated(List<VmRecord> wanted) {
        Collections.rotate(wanted, (int) (configurations.turn() * 31 % Math.max(1, wanted.size())));
        return wanted;
    }

    private Uni<Void> bookFull(Start start, AddressNeeds needs) {
        long took = start.took().toMillis();
        long requests = requests(start);
        return cluster.reconciler()
                .describe(
                        before -> SyncBook.full(
                                before,
                                start.at(),
                                new Cost(
                                        took,
                                        before.last().quickDurationMs(),
                                        requests,
                                        before.last().quickRequests(),
                                        needs.hits(),
                                        needs.misses(),
                                        needs.expired())),
                        null)
                .replaceWithVoid();
    }

    private long requests(Start start) {
        return cluster.client().requestCount() - start.requests();
    }
}
