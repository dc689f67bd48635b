package io.labkeeper.worker.poll;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.inventory.Trouble;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.Permissions;
import io.labkeeper.worker.observe.Snapshot;
import io.labkeeper.worker.observe.StrangerGuard;
import io.labkeeper.worker.observe.Translation;
import io.labkeeper.worker.observe.Unlisted;
import io.labkeeper.worker.observe.Uptimes;
import io.labkeeper.worker.reconcile.ChangeSet;
import io.labkeeper.worker.reconcile.Diff;
import io.labkeeper.worker.reconcile.RemovalGuard;
import io.labkeeper.worker.reconcile.SyncSteps.Step;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Reads a cluster's list once and brings the inventory to it. What the list lacks is removed only if it was verifiably
 * allowed to show everything, and not too much of it at once; what is kept nevertheless is doubted.
 */
final class ListSync {
    private static final Logger LOG = Logger.getLogger(ListSync.class);

    private final Watched cluster;
    private final HiddenGuests hidden;
    private final WorkerMetrics metrics;
    private final Duration limit;
    private volatile RemovalGuard guard = RemovalGuard.CALM;
    private volatile StrangerGuard strangers = StrangerGuard.CALM;
    private volatile boolean partial;
    /** The time was up while the rights were asked: a cluster that is slow would otherwise never be read where they matter. */
    private volatile boolean rightsLate;
    /** Of the list that was written last. */
    private volatile Uptimes last = Uptimes.NONE;
    /** Guests that were found to be there when they were missing. */
    private volatile Set<Integer> hiddenKnown = Set.of();
    /** Who was missing when the token was last found not to see everything. */
    private volatile Set<Integer> hiddenThen = Set.of();

    /** @param limit for asking Proxmox, all in all */
    ListSync(Watched cluster, WorkerMetrics metrics, Duration limit) {
        this.cluster = cluster;
        this.metrics = metrics;
        this.limit = limit;
        this.hidden = new HiddenGuests(cluster, limit.dividedBy(3));
    }

    /** What the token may see of the cluster's guests. */
    private enum Sight {
        NOT_ASKED,
        /** Not all, or the list lacks guests that are there. */
        PARTIAL,
        WHOLE
    }

    /**
     * What a list brought.
     *
     * @param before the VMs as they were known
     * @param after the VMs as they are known now
     * @param warning null if there is nothing to say
     */
    record Outcome(Snapshot list, Map<Integer, VmRecord> before, Map<Integer, VmRecord> after, Trouble warning) {}

    /** Takes note of what a list makes of what was known, before that is written: a write that fails may have been committed. */
    interface Note {
        void of(Map<Integer, VmRecord> before, Map<Integer, VmRecord> after);
    }

    /** @param gone of those that it does not show, the ones that are not only hidden; nobody unless all may be seen */
    private record Read(Snapshot list, Sight sight, Set<Integer> gone) {}

    /** Whether a full sync had better ask for the token's rights: it did not see every guest, or there is none to be seen. */
    boolean doubtful() {
        return partial || known().isEmpty();
    }

    /**
     * @param checkRights asks for the token's rights even if nothing is missing that was there; nor is it asked again and
     *     again about guests that it was found not to see
     * @return fails with {@link io.smallrye.mutiny.TimeoutException} if Proxmox takes too long
     */
    Uni<Outcome> run(boolean checkRights, Note note) {
        Instant began = cluster.clock().now();
        long asked = System.nanoTime();
        Uni<Snapshot> list = cluster.client()
                .resources()
                .map(answer -> Snapshot.of(began, answer, cluster.nodes().unreachable())
                        .after(lastList()))
                .onItemOrFailure()
                .invoke((answer, failure) -> stepped(Step.FETCH, failure == null, asked))
                .invoke(this::refuseForeign);
        return read(list, checkRights)
                .ifNoItem()
                .after(limit)
                .fail()
                .chain(read -> write(read, note))
                .onFailure()
                .invoke(this::calm)
                // Who asked has waited long enough.
                .onCancellation()
                .invoke(() -> calm(null));
    }

    /** The cluster was taken over: what others have read since is no answer in a row with ours, and rights may have changed. */
    void forget() {
        calm(null);
        last = Uptimes.NONE;
        partial = false;
        hiddenThen = Set.of();
        hiddenKnown = Set.of();
    }

    /** Of the cluster as it was taken over only the time of its last list is known. */
    private Uptimes lastList() {
        ClusterInventory state = cluster.reconciler().state();
        return last == Uptimes.NONE && state != null
                ? Uptimes.read(state.head().sync().lastQuickAt())
                : last;
    }

    /** Only answers in a row count. @param failure null if there was no answer at all */
    private void calm(Throwable failure) {
        guard = RemovalGuard.CALM;
        strangers = failure instanceof Troubles.ForeignList ? strangers : StrangerGuard.CALM;
    }

    private void refuseForeign(Snapshot list) {
        ClusterInventory state = cluster.reconciler().state();
        if (state == null) {
            return;
        }
        Set<String> nodes =
                state.head().sync().nodes().stream().map(SyncStatus.Node::node).collect(Collectors.toSet());
        StrangerGuard.Verdict verdict = strangers.judge(nodes, state.vms(), list);
        strangers = verdict.next();
        if (verdict.refused()) {
            metrics.foreignList(cluster.id());
            cluster.nodes().estranged();
            cluster.client().tryAnotherEndpoint();
            throw new Troubles.ForeignList("known nodes " + new TreeSet<>(nodes) + ", listed "
                    + new TreeSet<>(list.nodes().keySet()) + "; known guests "
                    + state.vms().size() + ", listed " + list.guests().size());
        }
    }

    private void stepped(Step step, boolean well, long began) {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        metrics.took(cluster.id(), step, well, took);
        LOG.debugf("cluster=%s step=%s duration_ms=%d", cluster.id(), step.word(), took.toMillis());
    }

    /** The rights after the list, as a rule not at all; beside it where that took too long. */
    private Uni<Read> read(Uni<Snapshot> list, boolean checkRights) {
        return rightsLate
                ? Uni.combine()
                        .all()
                        .unis(list, rights())
                        .asTuple()
                        .chain(both -> judged(both.getItem1(), both.getItem2()))
                : list.chain(read -> doubtful(read, checkRights)
                        ? rights().chain(rights -> judged(read, rights))
                        : Uni.createFrom().item(new Read(read, Sight.NOT_ASKED, Set.of())));
    }

    private boolean doubtful(Snapshot list, boolean checkRights) {
        boolean nothingNew = list.missing(known().keySet()).equals(hiddenThen)
                && (known().isEmpty() || !list.guests().isEmpty());
        return checkRights || !nothingNew;
    }

    private Uni<Permissions> rights() {
        return cluster.client()
                .permissions()
                .invoke(() -> rightsLate = false)
                .onCancellation()
                .invoke(() -> rightsLate = true);
    }

    private Uni<Read> judged(Snapshot list, Permissions rights) {
        if (rights.none()) {
            return Uni.createFrom().failure(new Troubles.NoRights());
        }
        Set<Integer> missing = list.missing(known().keySet());
        return rights.seesAllGuests() && !missing.isEmpty()
                ? hidden.among(missing, List.of(hiddenKnown, hiddenThen), known().size(), list)
                        .map(found -> read(list, found))
                : Uni.createFrom().item(new Read(list, rights.seesAllGuests() ? Sight.WHOLE : Sight.PARTIAL, Set.of()));
    }

    /** Whoever was hidden is so until it is listed, or said to be gone: that it does not answer, or that others are gone, proves nothing. */
    private Read read(Snapshot list, HiddenGuests.Found found) {
        Set<Integer> hiddenNow = new TreeSet<>(hiddenKnown);
        hiddenNow.addAll(found.hidden());
        hiddenNow.removeAll(found.gone());
        hiddenKnown = stillMissing(hiddenNow, list);
        return hiddenKnown.isEmpty()
                ? new Read(list, Sight.WHOLE, found.gone())
                : new Read(list, Sight.PARTIAL, Set.of());
    }

    private Set<Integer> stillMissing(Set<Integer> guests, Snapshot list) {
        Set<Integer> missing = new TreeSet<>(list.missing(known().keySet()));
        missing.retainAll(guests);
        return Set.copyOf(missing);
    }

    private Uni<Outcome> write(Read read, Note note) {
        Snapshot list = read.list();
        hiddenKnown = stillMissing(hiddenKnown, list);
        if (read.sight() != Sight.NOT_ASKED) {
            partial = read.sight() == Sight.PARTIAL;
            hiddenThen = partial ? list.missing(known().keySet()) : Set.of();
        }
        cluster.nodes().listed(list.nodes());
        RemovalGuard.Verdict verdict = removals(read);
        guard = verdict.next();
        ClusterInventory[] before = new ClusterInventory[1];
        return cluster.reconciler()
                .change(state -> {
                    before[0] = state;
                    ChangeSet set = changes(state, list, verdict.removals());
                    note.of(state.vms(), set.appliedTo(state.vms()));
                    return set;
                })
                .map(after -> new Outcome(list, before[0].vms(), after.vms(), warning(verdict)))
                .invoke(outcome -> {
                    last = Uptimes.of(list, last, outcome.after().keySet());
                    cluster.looks().forgetBefore(list.beganAt());
                });
    }

    private RemovalGuard.Verdict removals(Read read) {
        Set<Integer> missing = read.list().missing(known().keySet());
        if (!read.list().complete() || read.sight() != Sight.WHOLE || missing.isEmpty()) {
            return new RemovalGuard.Verdict(Set.of(), 0, RemovalGuard.CALM);
        }
        RemovalGuard.Verdict verdict = guard.judge(known().size(), missing, read.gone());
        LOG.infof(
                "cluster=%s %d VMs are gone: %d removed, %d kept for now",
                cluster.id(), missing.size(), verdict.removals().size(), verdict.withheld());
        return verdict;
    }

    private ChangeSet changes(ClusterInventory state, Snapshot list, Set<Integer> removals) {
        long began = System.nanoTime();
        List<VmRecord> observed = new ArrayList<>(list.guests().size());
        list.guests()
                .forEach((vmid, row) -> observed.add(Translation.fromList(
                        cluster.id(),
                        row,
                        state.vms().get(vmid),
                        list,
                        cluster.looks().of(vmid))));
        list.missing(state.vms().keySet()).stream()
                .filter(vmid -> !removals.contains(vmid))
                .forEach(vmid -> observed.add(Unlisted.doubted(
                        state.vms().get(vmid), list.beganAt(), cluster.looks().of(vmid))));
        ChangeSet set = Diff.between(state.vms(), observed, removals);
        stepped(Step.DIFF, true, began);
        return set;
    }

    private Trouble warning(RemovalGuard.Verdict verdict) {
        if (partial) {
            return new Trouble(
                    "partial_rights", "The API token cannot see every VM, so VMs that are gone are not removed.");
        }
        return verdict.withheld() == 0
                ? null
                : new Trouble(
                        "removal_withheld",
                        verdict.withheld()
                                + " VMs are missing from the list; they are removed only when the next lists,"
                                + " or Proxmox's own answer for each, confirm it.");
    }

    private Map<Integer, VmRecord> known() {
        return cluster.reconciler().state() == null
                ? Map.of()
                : cluster.reconciler().state().vms();
    }
}
