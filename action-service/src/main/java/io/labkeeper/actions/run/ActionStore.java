package io.labkeeper.actions.run;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.database.Refusals;
import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.lifecycle.ActionState;
import io.labkeeper.actions.lifecycle.End;
import io.labkeeper.actions.lifecycle.Failure;
import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.time.DatabaseClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The table {@code action} as runners see it. Each method ends within its limit; a change that was not
 * made from the newest version, or not by the holder of the claim, is refused as {@link LostClaim}.
 */
@ApplicationScoped
public class ActionStore {
    private static final String[] KNOWN_KINDS =
            Arrays.stream(ActionKind.values()).map(ActionKind::word).toArray(String[]::new);

    /** Two that waited for each other may meet again; more often than this is not bad luck. */
    private static final int TRIES = 3;

    private final ActionsConfig config;
    private final DatabaseClock clock;
    private final DatabasePulse pulse;
    private final LimitedPool database;
    private final GuardedChange change;
    private final Whereabouts whereabouts;

    public ActionStore(Pool pool, ActionsConfig config, DatabaseClock clock, DatabasePulse pulse) {
        this.config = config;
        this.clock = clock;
        this.pulse = pulse;
        this.database = new LimitedPool(pool, pulse, config.statement());
        this.change = new GuardedChange(database, config.claim());
        this.whereabouts = new Whereabouts(database);
    }

    /**
     * Takes up to this many due actions for the runner, of whatever cluster.
     *
     * @param running the actions that the runner still works on: they are not taken, even if their claims have expired
     */
    Uni<List<Action>> claim(String runner, int most, Set<UUID> running) {
        return claim(runner, most, running, false, null);
    }

    /**
     * The same for a runner that may hold more than it works on.
     *
     * @param unheard whether the answer to an earlier claim never came: it may have been carried out, and nobody would work on what it took
     *     until that claim expires
     * @param clusters that it knows; of others it is given only what has waited too long. Null for all
     */
    Uni<List<Action>> claim(String runner, int most, Set<UUID> running, boolean unheard, Set<String> clusters) {
        UUID[] works = running.toArray(UUID[]::new);
        Tuple parameters = Tuple.tuple()
                .addString(runner)
                .addDouble(seconds(config.claim()))
                .addInteger(config.perNode())
                .addInteger(config.perCluster())
                .addInteger(most)
                .addArrayOfString(KNOWN_KINDS)
                .addArrayOfUUID(works)
                .addArrayOfString(clusters == null ? null : clusters.toArray(String[]::new))
                .addDouble(seconds(config.queue()));
        return database.counting(connection -> (unheard ? letGo(connection, runner, works) : nothing())
                        .chain(() ->
                                connection.preparedQuery(ClaimStatements.CLAIM).execute(parameters)))
                .map(rows -> {
                    for (Row row : rows) {
                        clock.observe(ActionRows.instant(row, "now"));
                        break;
                    }
                    return ActionRows.all(rows);
                });
    }

    /** Ends what only another release could carry out and nobody has worked on for too long. */
    Uni<List<EndedUnknown>> endUnknown() {
        return database.run(ClaimStatements.END_UNKNOWN, Tuple.of(KNOWN_KINDS, seconds(config.queue())))
                .map(rows -> {
                    List<EndedUnknown> ended = new ArrayList<>();
                    rows.forEach(row -> ended.add(EndedUnknown.of(row)));
                    return ended;
                });
    }

    private static Uni<Void> letGo(SqlClient connection, String runner, UUID[] works) {
        return connection
                .preparedQuery(ClaimStatements.LET_GO)
                .execute(Tuple.tuple().addString(runner).addArrayOfUUID(works))
                .replaceWithVoid();
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    /** Keeps claims; those not among the result are no longer the runner's. */
    Uni<Set<UUID>> renew(String runner, Set<UUID> ids) {
        Tuple parameters = Tuple.of(runner, seconds(config.claim()), ids.toArray(UUID[]::new));
        return database.run(ClaimStatements.RENEW, parameters).map(rows -> {
            Set<UUID> kept = new HashSet<>();
            rows.forEach(row -> kept.add(row.getUUID("id")));
            return kept;
        });
    }

    /** Leaves all of the runner's work to others, at once. */
    Uni<List<Action>> giveBack(String runner, boolean evenThoseBeingSent) {
        return database.run(ClaimStatements.GIVE_BACK, Tuple.of(runner, evenThoseBeingSent))
                .map(ActionRows::all);
    }

    /**
     * Saves that the order is going to be sent.
     *
     * @return with {@link ActionState.Accepted} if it is to go to another node than the one on which the action is counted, and that one is full: it
     *     waits for its turn there, and is the runner's no more
     */
    Uni<Action> submitting(Action action, ActionState.Submitting next, String runner) {
        return advance(action, next, next.node(), null, next.sent(), runner);
    }

    /** Saves the task. */
    Uni<Action> submitted(Action action, ActionState.Submitted next, String runner) {
        return advance(action, next, next.node(), next.upid(), next.sent(), runner);
    }

    private Uni<Action> advance(Action action, ActionState next, String node, String upid, int sent, String runner) {
        Tuple parameters = Tuple.tuple()
                .addUUID(action.id())
                .addLong(action.version())
                .addString(runner)
                .addString(next.phase().word())
                .addString(node)
                .addString(upid)
                .addInteger(sent)
                .addDouble(seconds(config.claim()));
        return change.made(() -> hereOrMoved(parameters), action.with(next), runner);
    }

    private Uni<RowSet<Row>> hereOrMoved(Tuple parameters) {
        return database.run(ClaimStatements.ADVANCE, parameters)
                .chain(rows -> rows.size() == 1 ? Uni.createFrom().item(rows) : moved(parameters));
    }

    private Uni<RowSet<Row>> moved(Tuple parameters) {
        Tuple withBound = Tuple.tuple();
        for (int i = 0; i < parameters.size(); i++) {
            withBound.addValue(parameters.getValue(i));
        }
        withBound.addInteger(config.perNode());
        return database.counting(
                connection -> connection.preparedQuery(ClaimStatements.MOVE).execute(withBound));
    }

    /** Saves the end, and its line in the audit trail with it. */
    Uni<Action> end(Action action, ActionState.Ended ended, String runner) {
        End end = ended.end();
        Optional<Failure> failure = Optional.ofNullable(end.failure());
        Tuple parameters = Tuple.tuple()
                .addUUID(action.id())
                .addLong(action.version())
                .addString(runner)
                .addString(end.phase().word())
                .addBoolean(end.changed())
                .addString(end.outcome() == null ? null : end.outcome().word())
                .addString(failure.map(f -> f.code().word()).orElse(null))
                .addString(failure.map(Failure::message).orElse(null))
                .addString(failure.map(Failure::detail).orElse(null));
        return change.made(() -> database.run(ClaimStatements.END, parameters), action.with(ended), runner);
    }

    /** What belongs to the transaction of a change of many: what is written down of it. */
    public interface Within {
        Uni<Void> write(SqlClient client, List<Action> changed);
    }

    /**
     * Ends an action that was not sent yet.
     *
     * @return empty if it has been sent, has ended, does not exist, or is of a kind that only a newer release knows
     */
    public Uni<Optional<Action>> cancel(UUID id, String by, Within within) {
        return ended(ClaimStatements.CANCEL, Tuple.of(id, by, KNOWN_KINDS), within)
                .map(actions -> actions.stream().findFirst());
    }

    /** Ends those actions of a batch that were not sent yet, and returns them. */
    public Uni<List<Action>> cancelBatch(UUID batch, String by, Within within) {
        return ended(ClaimStatements.CANCEL_BATCH, Tuple.of(batch, by, KNOWN_KINDS), within)
                .onFailure(Refusals::outrun)
                .retry()
                .atMost(TRIES);
    }

    private Uni<List<Action>> ended(String sql, Tuple parameters, Within within) {
        return database.transaction(
                connection -> pulse.listening(connection.preparedQuery(sql).execute(parameters))
                        .map(ActionRows::all)
                        .call(actions -> within.write(connection, actions)));
    }

    /** UPIDs that other actions of this VM have had. */
    Uni<Set<String>> otherTasks(Action action) {
        String sql = "SELECT upid FROM action WHERE cluster_id = $1 AND vmid = $2 AND id <> $3 AND upid IS NOT NULL";
        Tuple parameters = Tuple.of(action.vm().clusterId(), action.vm().vmid(), action.id());
        return database.run(sql, parameters).map(rows -> {
            Set<String> upids = new HashSet<>();
            rows.forEach(row -> upids.add(row.getString("upid")));
            return upids;
        });
    }

    /** See {@link Whereabouts#lastKnown}. */
    Uni<Optional<GuestRef>> lastKnown(Action action) {
        return whereabouts.lastKnown(action);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
