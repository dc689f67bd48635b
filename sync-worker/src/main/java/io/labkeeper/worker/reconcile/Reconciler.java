package io.labkeeper.worker.reconcile;

import io.labkeeper.cache.redis.PutResult;
import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.store.Aside;
import io.labkeeper.store.StoreException;
import io.labkeeper.worker.draft.VmDraft;
import io.labkeeper.worker.reconcile.SyncSteps.Step;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The state of one cluster while this process holds its lease, and the only way to change it: Postgres first, then Redis,
 * which tells everybody. Changes are made one after the other, each as a pure function of the state before it. See DESIGN.md.
 */
public final class Reconciler {
    private static final Logger LOG = Logger.getLogger(Reconciler.class);

    private final String clusterId;
    private final Stores stores;
    private final Publication publication;
    private final Serial serial = new Serial();
    private volatile ClusterInventory state;
    private volatile boolean doubtful;
    /** The newest that was ever committed or loaded here, whoever has had the lease since. */
    private volatile Revision newest = Revision.NONE;

    /** A change as a function of the state before it; the same state gives the same change. */
    public interface Change extends Function<ClusterInventory, ChangeSet> {}

    public Reconciler(String clusterId, Stores stores) {
        this.clusterId = clusterId;
        this.stores = stores;
        this.publication = new Publication(stores.redis(), clusterId);
    }

    /** The state as last committed; null without a lease. */
    public ClusterInventory state() {
        return state;
    }

    /** The lease is ours under this fence: reads what Postgres knows, and compares it with Redis. */
    public Uni<ClusterInventory> take(long fence) {
        return serial.run(() -> load(fence));
    }

    /** The lease is gone. */
    public Uni<Void> drop() {
        return serial.run(() -> {
            state = null;
            return Uni.createFrom().voidItem();
        });
    }

    /**
     * Makes a change, if it is one. Where others have changed Postgres, it is made once more from what they have left.
     *
     * @return the state afterwards; fails with {@link LeaseLostException} or {@link StoreException}, and then nothing is known
     *     to have been changed
     */
    public Uni<ClusterInventory> change(Change change) {
        return serial.run(() -> made(change)
                .onFailure(OutdatedException.class)
                .invoke(outdated -> LOG.warnf("%s; it is read again", outdated.getMessage()))
                .onFailure(OutdatedException.class)
                .recoverWithUni(() -> made(change)));
    }

    private Uni<ClusterInventory> made(Change change) {
        return trusted().emitOn(Aside.WORKERS).chain(before -> commitStorable(before, change.apply(before)));
    }

    /**
     * Writes how the reading goes, and the metrics if there are new ones ({@code null} if not).
     *
     * @param sync what it is now, from what it was: full and quick syncs, and failures, end in any order
     */
    public Uni<ClusterInventory> describe(UnaryOperator<SyncStatus> sync, Function<Long, ClusterMetrics> metrics) {
        return serial.run(() -> trusted().emitOn(Aside.WORKERS).chain(before -> {
            ClusterMetrics fresh =
                    metrics == null ? null : metrics.apply(before.head().metricsSeq() + 1);
            ClusterHead head = described(before.head(), sync.apply(before.head().sync()), fresh);
            ClusterInventory after = new ClusterInventory(head, before.vms(), fresh == null ? before.metrics() : fresh);
            return guarded(stores.writer().describe(head, fresh))
                    .invoke(() -> state = after)
                    .emitOn(Aside.WORKERS)
                    .chain(() -> publication.described(after, fresh))
                    .replaceWith(after);
        }));
    }

    /** The lease was renewed: readers see it in Redis. */
    public Uni<Void> renewed(String owner, Instant leaseUntil) {
        return serial.run(() -> {
            ClusterInventory before = state;
            if (before == null) {
                return Uni.createFrom().voidItem();
            }
            ClusterInventory after =
                    new ClusterInventory(leased(before.head(), owner, leaseUntil), before.vms(), before.metrics());
            state = after;
            return publication.described(after, null);
        });
    }

    /** To be called every second: makes up for what did not reach Redis. */
    public Uni<Void> repair() {
        ClusterInventory wanted = state;
        return wanted == null
                ? Uni.createFrom().voidItem()
                : publication
                        .differs(wanted)
                        .chain(differs -> differs
                                ? serial.run(this::replace)
                                : Uni.createFrom().voidItem());
    }

    /** In turn with the changes: one that was just on its way to Redis needs no repair. */
    private Uni<Void> replace() {
        ClusterInventory wanted = state;
        if (wanted == null) {
            return Uni.createFrom().voidItem();
        }
        return publication
                .differs(wanted)
                .chain(still -> still
                        ? publication
                                .replace(wanted)
                                .chain(result -> result == PutResult.OLD || result == PutResult.FENCED
                                        ? load(wanted.head().fence()).replaceWithVoid()
                                        : Uni.createFrom().voidItem())
                        : Uni.createFrom().voidItem());
    }

    /** The connection to Postgres was lost: what we remember is compared before the next change, or by {@link #compare}. */
    public void doubt() {
        doubtful = true;
    }

    /** Compares what we remember with Postgres and Redis, if it is in doubt. Fails as {@link #change} does, and then still is. */
    public Uni<Void> compare() {
        return serial.run(() -> state == null || !doubtful
                ? Uni.createFrom().voidItem()
                : trusted().replaceWithVoid());
    }

    /** Drops rows of VMs that are gone for long. */
    public Uni<Void> purge() {
        ClusterInventory now = state;
        return now == null ? Uni.createFrom().voidItem() : stores.writer().purge(now.head());
    }

    private Uni<ClusterInventory> trusted() {
        ClusterInventory now = state;
        if (now == null) {
            return Uni.createFrom().failure(new LeaseLostException(clusterId));
        }
        return doubtful ? load(now.head().fence()) : Uni.createFrom().item(now);
    }

    private Uni<ClusterInventory> load(long fence) {
        Revision remembered = newest;
        publication.doubt();
        return stores.postgres()
                .load(clusterId)
                .onItem()
                .ifNull()
                .failWith(() -> new LeaseLostException(clusterId))
                .invoke(loaded -> {
                    if (loaded.head().fence() != fence) {
                        throw new LeaseLostException(clusterId);
                    }
                })
                .chain(loaded -> stores.generations().compare(loaded, remembered, publication.headToCompare()))
                .invoke(loaded -> {
                    became(loaded);
                    doubtful = false;
                });
    }

    /** A VM whose values Postgres refuses stays as it was and does not keep the others from being written, all at once. */
    private Uni<ClusterInventory> commitStorable(ClusterInventory before, ChangeSet set) {
        return commit(before, set).onFailure(UnstorableException.class).recoverWithUni(refusal -> new Sieve(
                        stores.writer(), before.head())
                .among(stamp(set, before.head().revision().next().number()).upserts(), (UnstorableException) refusal)
                .map(refused -> without(set, refused, refusal))
                .chain(rest -> commit(before, rest)));
    }

    private ChangeSet without(ChangeSet set, List<VmRecord> refused, Throwable refusal) {
        Set<Integer> vmids = refused.stream().map(record -> record.vm().vmid()).collect(Collectors.toSet());
        LOG.warnf("cluster=%s vmids=%s not written: %s", clusterId, vmids, refusal.getMessage());
        return new ChangeSet(
                set.upserts().stream()
                        .filter(record -> !vmids.contains(record.vm().vmid()))
                        .toList(),
                set.removals());
    }

    private Uni<ClusterInventory> commit(ClusterInventory before, ChangeSet set) {
        if (set.isEmpty()) {
            return Uni.createFrom().item(before);
        }
        ChangeSet stamped = stamp(set, before.head().revision().next().number());
        ClusterInventory after = merge(before, stamped);
        long began = System.nanoTime();
        return guarded(stores.writer().write(before.head(), stamped))
                .onItemOrFailure()
                .invoke((done, failure) -> stepped(Step.POSTGRES, failure == null, after, set, began))
                .invoke(() -> became(after))
                .emitOn(Aside.WORKERS)
                .chain(() -> published(before, after, stamped))
                .replaceWith(after);
    }

    private Uni<Void> published(ClusterInventory before, ClusterInventory after, ChangeSet stamped) {
        if (!publication.worthTrying()) {
            return publication.changed(before, after, stamped);
        }
        long began = System.nanoTime();
        return publication
                .changed(before, after, stamped)
                .invoke(() -> stepped(Step.REDIS, publication.worthTrying(), after, stamped, began));
    }

    private void stepped(Step step, boolean well, ClusterInventory after, ChangeSet set, long began) {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        stores.steps().took(clusterId, step, well, took);
        LOG.debugf(
                "cluster=%s revision=%s step=%s changed=%d outcome=%s duration_ms=%d",
                clusterId, after.head().revision(), step.word(), set.size(), well ? "ok" : "failed", took.toMillis());
    }

    /** After other failures than a refusal nobody knows what was written: the state is read again before the next change. */
    private <T> Uni<T> guarded(Uni<T> write) {
        return write.onFailure(
                        failure -> failure instanceof StoreException && !(failure instanceof UnstorableException))
                .invoke(() -> doubtful = true);
    }

    private void became(ClusterInventory known) {
        state = known;
        Revision revision = known.head().revision();
        newest = revision.isAfter(newest) ? revision : newest;
    }

    private ChangeSet stamp(ChangeSet set, long revision) {
        Instant now = stores.clock().now();
        List<VmRecord> upserts = set.upserts().stream()
                .map(record -> VmDraft.of(record).lastUpdated(now).build().withRevision(revision))
                .toList();
        return new ChangeSet(upserts, set.removals());
    }

    private static ClusterInventory merge(ClusterInventory before, ChangeSet stamped) {
        ClusterHead old = before.head();
        ClusterHead head = new ClusterHead(
                old.clusterId(),
                old.name(),
                old.revision().next(),
                old.fence(),
                old.metricsSeq(),
                old.owner(),
                old.leaseUntil(),
                old.sync());
        return new ClusterInventory(head, stamped.appliedTo(before.vms()), before.metrics());
    }

    private static ClusterHead described(ClusterHead old, SyncStatus sync, ClusterMetrics fresh) {
        return new ClusterHead(
                old.clusterId(),
                old.name(),
                old.revision(),
                old.fence(),
                fresh == null ? old.metricsSeq() : fresh.seq(),
                old.owner(),
                old.leaseUntil(),
                sync);
    }

    private static ClusterHead leased(ClusterHead old, String owner, Instant leaseUntil) {
        return new ClusterHead(
                old.clusterId(),
                old.name(),
                old.revision(),
                old.fence(),
                old.metricsSeq(),
                owner,
                leaseUntil,
                old.sync());
    }
}
