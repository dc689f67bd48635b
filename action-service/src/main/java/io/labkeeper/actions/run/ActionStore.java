package io.labkeeper.actions.run;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.database.Refusals;
import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.lifecycle.ActionState;
import io.labkeeper.actions.lifecycle.End;
import io.labkeeper.actions.lifecycle.ErrorCode;
import io.labkeeper.actions.lifecycle.Failure;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.proxmox.GuestType;
import io.labkeeper.store.StoreException;
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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

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

    private final Pool pool;
    private final ActionsConfig config;
    private final DatabaseClock clock;
    private final DatabasePulse pulse;

    public ActionStore(Pool pool, ActionsConfig config, DatabaseClock clock, DatabasePulse pulse) {
        this.pool = pool;
        this.config = config;
        this.clock = clock;
        this.pulse = pulse;
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
        return limited(pool.withTransaction(connection -> pulse.listening(
                                connection.query(ClaimStatements.ONE_AT_A_TIME).execute())
                        .chain(() -> unheard ? letGo(connection, runner, works) : nothing())
                        .chain(() ->
                                connection.preparedQuery(ClaimStatements.CLAIM).execute(parameters))))
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
        return run(ClaimStatements.END_UNKNOWN, Tuple.of(KNOWN_KINDS, seconds(config.queue())))
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
        return run(ClaimStatements.RENEW, parameters).map(rows -> {
            Set<UUID> kept = new HashSet<>();
            rows.forEach(row -> kept.add(row.getUUID("id")));
            return kept;
        });
    }

    /** Leaves all of the runner's work to others, at once. */
    Uni<List<Action>> giveBack(String runner, boolean evenThoseBeingSent) {
        return run(ClaimStatements.GIVE_BACK, Tuple.of(runner, evenThoseBeingSent))
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
        return change(() -> hereOrMoved(parameters), action.with(next), runner);
    }

    private Uni<RowSet<Row>> hereOrMoved(Tuple parameters) {
        return run(ClaimStatements.ADVANCE, parameters)
                .chain(rows -> rows.size() == 1 ? Uni.createFrom().item(rows) : moved(parameters));
    }

    private Uni<RowSet<Row>> moved(Tuple parameters) {
        Tuple withBound = Tuple.tuple();
        for (int i = 0; i < parameters.size(); i++) {
            withBound.addValue(parameters.getValue(i));
        }
        withBound.addInteger(config.perNode());
        return limited(pool.withTransaction(connection -> pulse.listening(
                        connection.query(ClaimStatements.ONE_AT_A_TIME).execute())
                .chain(() -> connection.preparedQuery(ClaimStatements.MOVE).execute(withBound))));
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
        return change(() -> run(ClaimStatements.END, parameters), action.with(ended), runner);
    }

    /**
     * A guarded change. A statement whose answer was lost may have been carried out, so it is tried again while the claim
     * lasts, and a refusal is believed only when the row does not show the change.
     */
    private Uni<Action> change(Supplier<Uni<RowSet<Row>>> statement, Action wanted, String runner) {
        return Uni.createFrom()
                .deferred(statement::get)
                .chain(rows -> rows.size() == 1
                        ? Uni.createFrom()
                                .item(ActionRows.action(rows.iterator().next()))
                        : confirm(wanted, runner))
                .onFailure(StoreException.class)
                .retry()
                .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(1))
                .expireIn(config.claim().toMillis())
                .onFailure(IllegalStateException.class)
                .transform(Repeating::lastFailure);
    }

    private Uni<Action> confirm(Action wanted, String runner) {
        return run("SELECT * FROM action WHERE id = $1", Tuple.of(wanted.id())).map(rows -> {
            for (Row row : rows) {
                Action found = ActionRows.action(row);
                if (found.version() == wanted.version() + 1
                        && found.state().phase() == wanted.state().phase()
                        && sent(found.state()) == sent(wanted.state())
                        && runner.equals(row.getString("claimed_by"))) {
                    return found;
                }
            }
            throw new LostClaim(wanted.id());
        });
    }

    /**
     * How often the order was sent. After an outage longer than a claim this very runner may have claimed the action anew: same
     * version, same phase, but not the change that was made here.
     */
    private static int sent(ActionState state) {
        if (state instanceof ActionState.Submitting submitting) {
            return submitting.sent();
        }
        return state instanceof ActionState.Submitted submitted ? submitted.sent() : 0;
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
        return limited(pool.withTransaction(
                connection -> pulse.listening(connection.preparedQuery(sql).execute(parameters))
                        .map(ActionRows::all)
                        .call(actions -> within.write(connection, actions))));
    }

    /** UPIDs that other actions of this VM have had. */
    Uni<Set<String>> otherTasks(Action action) {
        String sql = "SELECT upid FROM action WHERE cluster_id = $1 AND vmid = $2 AND id <> $3 AND upid IS NOT NULL";
        Tuple parameters = Tuple.of(action.vm().clusterId(), action.vm().vmid(), action.id());
        return run(sql, parameters).map(rows -> {
            Set<String> upids = new HashSet<>();
            rows.forEach(row -> upids.add(row.getString("upid")));
            return upids;
        });
    }

    /**
     * Where the inventory has the VM; empty if that is a node that it knows to be away. One that the list does not show any more may
     * only be hidden, and Proxmox itself says best what it is. Fails with {@link CannotAct} if the inventory has it no more, or its
     * number has become that of another VM since the action was asked for: what Proxmox has under the number by now is then a
     * stranger's.
     */
    Uni<Optional<GuestRef>> lastKnown(Action action) {
        // A row forgets its birth only by being deleted and found again, so one without it is not the VM that had one.
        String sql = """
                SELECT v.node, v.type, coalesce(v.body #>> '{internal,stale_reason}', 'not_listed') = 'not_listed' AS there,
                       a.birth IS NOT NULL AND v.birth IS DISTINCT FROM a.birth AS another
                  FROM vm_inventory v JOIN action a USING (cluster_id, vmid)
                 WHERE a.id = $1 AND v.deleted_at IS NULL""";
        return run(sql, Tuple.of(action.id())).map(rows -> {
            for (Row row : rows) {
                return lastKnown(row, action.vm());
            }
            throw gone("The VM is gone.");
        });
    }

    private static Optional<GuestRef> lastKnown(Row row, VmKey vm) {
        if (row.getBoolean("another")) {
            throw gone("The VM is gone; another one has its number now.");
        }
        if (!row.getBoolean("there")) {
            return Optional.empty();
        }
        GuestType type = GuestType.valueOf(row.getString("type").toUpperCase(Locale.ROOT));
        return Optional.of(new GuestRef(row.getString("node"), type, vm.vmid()));
    }

    private static CannotAct gone(String message) {
        return new CannotAct(Failure.of(ErrorCode.VM_GONE, message));
    }

    private Uni<RowSet<Row>> run(String sql, Tuple parameters) {
        return limited(pool.preparedQuery(sql).execute(parameters));
    }

    private <T> Uni<T> limited(Uni<T> work) {
        return pulse.listening(work)
                .ifNoItem()
                .after(config.statement())
                .failWith(() -> new StoreException("Postgres did not answer in time"))
                .onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException("Postgres refused: " + failure.getMessage(), failure));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
