package io.labkeeper.worker.poll;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.feed.FeedListener;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.store.StoreConfig;
import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/**
 * Brings to the loops what others want of them: ended actions and wishes to look, from the feed at once, and from Postgres
 * every second, since the feed may lose them. A wish stays in Postgres until it was met, so that one whose reading is lost on the way
 * to us, or whose cluster goes to another holder meanwhile, is read again.
 */
@ApplicationScoped
public class Wishes implements FeedListener {
    private static final Logger LOG = Logger.getLogger(Wishes.class);

    private static final String ENDED = """
            SELECT id, cluster_id, vmid, kind, finished_at FROM action
             WHERE finished_at > clock_timestamp() - interval '60 seconds' AND cluster_id = ANY ($1)
             ORDER BY id""";

    /** Nobody waits for so long: whoever wanted it has given up, and the schedule has come to it since. */
    private static final String REQUESTS = """
            SELECT id, cluster_id, vmid, mode, requested_at < clock_timestamp() - interval '10 minutes' AS old
              FROM sync_request WHERE cluster_id = ANY ($1) ORDER BY requested_at""";

    private static final String FORGET = """
            DELETE FROM sync_request WHERE id = ANY ($1)""";

    private final Pool pool;
    private final StoreConfig limits;
    private final OneAtATime reading = new OneAtATime(this::readTables);
    private final List<ClusterLoop> loops = new CopyOnWriteArrayList<>();

    public Wishes(Pool pool, StoreConfig limits) {
        this.pool = pool;
        this.limits = limits;
    }

    void serve(ClusterLoop loop) {
        loops.add(loop);
    }

    void leave(ClusterLoop loop) {
        loops.remove(loop);
    }

    /** Reads both tables for the clusters whose leases are ours, once for all who ask meanwhile: the feed may ask very often. */
    Uni<Void> read() {
        return reading.run();
    }

    private Uni<Void> readTables() {
        String[] held = loops.stream()
                .filter(ClusterLoop::holds)
                .map(ClusterLoop::clusterId)
                .distinct()
                .toArray(String[]::new);
        if (held.length == 0) {
            return Uni.createFrom().voidItem();
        }
        return query(ENDED, Tuple.tuple().addArrayOfString(held))
                .invoke(rows -> rows.forEach(this::ended))
                .chain(() -> query(REQUESTS, Tuple.tuple().addArrayOfString(held)))
                .chain(this::requests);
    }

    /** Hands on those that were not met yet, to be taken once each, and forgets the others. */
    private Uni<Void> requests(RowSet<Row> rows) {
        List<UUID> over = new ArrayList<>();
        for (Row row : rows) {
            if (row.getBoolean("old") || wasMet(row)) {
                over.add(row.getUUID("id"));
            } else {
                request(row);
            }
        }
        return over.isEmpty()
                ? Uni.createFrom().voidItem()
                : query(FORGET, Tuple.tuple().addArrayOfUUID(over.toArray(UUID[]::new)))
                        .replaceWithVoid();
    }

    @Override
    public void received(FeedMessage message) {
        if (message instanceof FeedMessage.ActionChanged changed) {
            changed(changed.action());
        } else if (message instanceof FeedMessage.ActionsChanged changed) {
            changed.actions().forEach(this::changed);
        } else if (message instanceof FeedMessage.RefreshWanted wanted) {
            wanted(wanted);
        }
    }

    private void changed(ActionNotice action) {
        if (!action.state().open()) {
            ActionEnd end = new ActionEnd(action.id(), action.vmid(), action.kind(), action.at());
            to(action.clusterId(), loop -> loop.ended(end));
        }
    }

    /** Something may have been missed; the tables tell within a second. */
    @Override
    public void unreadable() {
        LOG.debug("feed: a message could not be read");
    }

    /**
     * The table may say more of a wish for a list than the feed does: whether a full one is wanted. Whoever does not hold the cluster
     * leaves it alone: it may come to hold it before the wish is read from the table.
     */
    private void wanted(FeedMessage.RefreshWanted wish) {
        if (wish.vmid() != null) {
            to(wish.cluster(), loop -> loop.wantedVm(wish.vmid(), wish.id()));
            return;
        }
        if (!anyHolds(wish.cluster())) {
            return;
        }
        read().onTermination()
                .invoke(() -> to(wish.cluster(), loop -> loop.wanted(Mode.QUICK, wish.id())))
                .subscribe()
                .with(read -> {}, failure -> LOG.debugf("wishes not read: %s", failure.getMessage()));
    }

    /**
     * A newer release may have kinds of actions that this one does not know. They must not hide the others; and how long such a VM takes to
     * settle is not known, but what it says now is wanted all the same, once, as {@link FeedMessage.RefreshWanted#afterAction} wants it.
     */
    private void ended(Row row) {
        String id = row.getUUID("id").toString();
        int vmid = row.getInteger("vmid");
        Optional<ActionKind> kind = kind(row);
        to(
                row.getString("cluster_id"),
                loop -> kind.ifPresentOrElse(
                        known -> loop.ended(new ActionEnd(
                                id,
                                vmid,
                                known,
                                row.getOffsetDateTime("finished_at").toInstant())),
                        () -> loop.wantedVm(vmid, id)));
    }

    private static Optional<ActionKind> kind(Row row) {
        try {
            return Optional.of(ActionKind.ofWord(row.getString("kind")));
        } catch (IllegalArgumentException e) {
            LOG.debugf("action %s: %s", row.getUUID("id"), e.getMessage());
            return Optional.empty();
        }
    }

    private boolean wasMet(Row row) {
        String id = row.getUUID("id").toString();
        String cluster = row.getString("cluster_id");
        return loops.stream().anyMatch(loop -> loop.clusterId().equals(cluster) && loop.hasMet(id));
    }

    private void request(Row row) {
        String id = row.getUUID("id").toString();
        String mode = row.getString("mode");
        to(row.getString("cluster_id"), loop -> {
            if ("vm".equals(mode) && row.getInteger("vmid") != null) {
                loop.wantedVm(row.getInteger("vmid"), id);
            } else {
                loop.wanted("full".equals(mode) ? Mode.FULL : Mode.QUICK, id);
            }
        });
    }

    private boolean anyHolds(String clusterId) {
        return loops.stream().anyMatch(loop -> loop.clusterId().equals(clusterId) && loop.holds());
    }

    private void to(String clusterId, java.util.function.Consumer<ClusterLoop> what) {
        loops.stream().filter(loop -> loop.clusterId().equals(clusterId)).forEach(what);
    }

    private Uni<RowSet<Row>> query(String sql, Tuple parameters) {
        return pool.preparedQuery(sql)
                .execute(parameters)
                .ifNoItem()
                .after(limits.postgresStatement())
                .failWith(() -> new StoreException("Postgres did not answer in time"))
                .onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException("Postgres refused: " + failure.getMessage(), failure));
    }
}
