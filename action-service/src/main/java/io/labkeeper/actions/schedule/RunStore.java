package io.labkeeper.actions.schedule;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.schedule.Coming.Come;
import io.labkeeper.actions.schedule.Coming.Due;
import io.labkeeper.actions.selection.Selector;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables as the runners see them. Everything ends within its limit, and fails with {@link StoreException} only. What was given up may
 * have been done all the same; all of it can be asked for again.
 */
@ApplicationScoped
class RunStore {

    /** Schedules that one transaction deals with. */
    static final int AT_ONCE = 20;

    private static final String[] KNOWN_KINDS =
            Arrays.stream(ActionKind.values()).map(ActionKind::word).toArray(String[]::new);

    private final Pool pool;
    private final ScheduleConfig config;
    private final DatabasePulse pulse;

    RunStore(Pool pool, ScheduleConfig config, DatabasePulse pulse) {
        this.pool = pool;
        this.config = config;
        this.pulse = pulse;
    }

    /** Writes down what has come due; {@link #AT_ONCE} schedules mean that there may be more. */
    Uni<Come> comeDue() {
        Tuple parameters = Tuple.of(AT_ONCE, seconds(config.catchUp()));
        return bounded(pool.withTransaction(connection -> connection
                .preparedQuery(ScheduleStatements.DUE)
                .execute(parameters)
                .emitOn(Infrastructure.getDefaultExecutor())
                .chain(rows -> Coming.write(connection, Due.all(rows), config))));
    }

    /** Gives up what is too late by now. @return how many runs are missed for it */
    Uni<Integer> expire() {
        return run(RunStatements.EXPIRE, Tuple.of(seconds(config.catchUp()))).map(rows -> {
            int missed = 0;
            for (Row row : rows) {
                missed += "missed".equals(row.getString("state")) ? 1 : 0;
            }
            return missed;
        });
    }

    /** Takes up to this many runs for the replica. */
    Uni<List<DueRun>> claim(String replica, int most) {
        Tuple parameters = Tuple.of(replica, seconds(config.claim()), seconds(config.catchUp()), most, KNOWN_KINDS);
        return run(RunStatements.CLAIM, parameters).map(DueRun::all);
    }

    /** @return whether it was this replica's to end */
    Uni<Boolean> end(DueRun run, RunEnd end, String replica) {
        Tuple parameters = Tuple.tuple()
                .addUUID(run.scheduleId())
                .addValue(Coming.utc(run.dueAt()))
                .addString(replica)
                .addString(end.state())
                .addUUID(end.batchId())
                .addString(end.counts().encode())
                .addString(end.refused().encode())
                .addString(end.errorCode())
                .addString(end.errorMessage());
        return run(RunStatements.END, parameters).map(rows -> rows.size() == 1);
    }

    /** Leaves a run for a later try. */
    Uni<Void> later(DueRun run, String replica) {
        Tuple parameters = Tuple.of(run.scheduleId(), Coming.utc(run.dueAt()), replica, seconds(config.retryPause()));
        return run(RunStatements.LATER, parameters).replaceWithVoid();
    }

    Uni<Void> giveBack(String replica) {
        return run(RunStatements.GIVE_BACK, Tuple.of(replica)).replaceWithVoid();
    }

    /**
     * Why the owner may not schedule this any more; empty if they may. All else than classes is checked VM by VM when it is asked for. A role
     * cannot be asked for, only the token of its holder tells it, and so it counts for a time.
     */
    Uni<Optional<String>> refusal(DueRun run) {
        if (run.asker().actsOnAll()) {
            return run(RunStatements.SEEN, Tuple.of(run.scheduleId(), seconds(config.roleLasts())))
                    .map(rows -> unless(
                            rows.iterator().next().getBoolean("seen"),
                            "The role of the schedule's owner was seen last more than "
                                    + config.roleLasts().toDays()
                                    + " days ago; let the owner save it anew, or somebody take it over."));
        }
        return run.selector() instanceof Selector.OfClass ofClass
                ? run(
                                RunStatements.TEACHES,
                                Tuple.of(ofClass.classId(), run.owner().name()))
                        .map(rows -> unless(
                                rows.iterator().next().getBoolean("teaches"),
                                "The owner of the schedule does not teach this class any more."))
                : Uni.createFrom().item(Optional.empty());
    }

    private static Optional<String> unless(boolean allowed, String refusal) {
        return allowed ? Optional.empty() : Optional.of(refusal);
    }

    /** The VMs of a list whose numbers have become those of other VMs since they were scheduled. */
    Uni<List<VmKey>> replaced(DueRun run) {
        return run.selector() instanceof Selector.Listed listed
                ? bounded(Meaning.births(pool, listed.vms())).map(now -> replaced(run, now))
                : Uni.createFrom().item(List.of());
    }

    private static List<VmKey> replaced(DueRun run, Map<VmKey, String> now) {
        List<VmKey> replaced = new ArrayList<>();
        now.forEach((vm, birth) -> {
            String meant = run.births().getString(vm.toString());
            if (meant != null && !meant.equals(birth)) {
                replaced.add(vm);
            }
        });
        return replaced;
    }

    private Uni<RowSet<Row>> run(String sql, Tuple parameters) {
        return bounded(pool.preparedQuery(sql).execute(parameters));
    }

    private <T> Uni<T> bounded(Uni<T> work) {
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
