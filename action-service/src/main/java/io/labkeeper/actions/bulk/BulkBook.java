package io.labkeeper.actions.bulk;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.actions.audit.AuditTrail;
import io.labkeeper.actions.bulk.Batch.Result;
import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.database.Deadline;
import io.labkeeper.actions.database.KeyTaken;
import io.labkeeper.actions.limits.Payment;
import io.labkeeper.actions.request.ActionIds;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Selection;
import io.labkeeper.actions.selection.Selection.Target;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Requests for many actions in the database: each booked in one transaction, whose number of statements is that for a single VM. */
@ApplicationScoped
class BulkBook {

    /** An action may end between being in the way and being looked at; that it happens each time is not bad luck. */
    private static final int ROUNDS = 3;

    private final Pool pool;
    private final ActionIds ids;
    private final AuditTrail trail;
    private final DatabasePulse pulse;

    BulkBook(Pool pool, ActionIds ids, AuditTrail trail, DatabasePulse pulse) {
        this.pool = pool;
        this.ids = ids;
        this.trail = trail;
        this.pulse = pulse;
    }

    /**
     * What a key has led to before.
     *
     * @param requestHash null if that was no request for many actions
     */
    record Earlier(Batch batch, String requestHash) {}

    /**
     * A request that is in the database.
     *
     * @param superseded the actions that it has ended
     */
    record Booked(Batch batch, List<ActionNotice> accepted, List<ActionNotice> superseded) {}

    Uni<Optional<Earlier>> byKey(Asker asker) {
        return pool.preparedQuery(BulkStatements.BY_KEY)
                .execute(Tuple.of(asker.name(), asker.idempotencyKey()))
                .map(BulkBook::earlier);
    }

    private static Optional<Earlier> earlier(RowSet<Row> rows) {
        for (Row row : rows) {
            if (row.getString("results") == null) {
                return Optional.of(new Earlier(null, null));
            }
            List<Result> results = List.of(InventoryJson.read(row.getString("results"), Result[].class));
            Batch batch = new Batch(row.getUUID("id"), row.getString("kind"), false, results);
            return Optional.of(new Earlier(batch, row.getString("request_hash")));
        }
        return Optional.empty();
    }

    /** Whose batch it is; empty if there is none of that id. */
    Uni<Optional<String>> requester(UUID batch) {
        return pool.preparedQuery(BulkStatements.REQUESTER)
                .execute(Tuple.of(batch))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getString("requested_by")));
    }

    /** Writes down what was asked without new actions coming of it. */
    Uni<Void> note(BulkRequest request, Asker asker, String result, JsonObject detail) {
        return trail.write(asker, BulkAudit.asked(request, result, detail));
    }

    /**
     * Fails with {@link KeyTaken} if the key was used meanwhile, with {@link io.labkeeper.actions.limits.OverLimit} if it cannot be paid.
     *
     * @param payment what of it is paid with the booking
     * @param deadline after which nothing may be committed any more
     */
    Uni<Booked> book(BulkRequest request, Selection selection, Asker asker, Payment payment, Deadline deadline) {
        return pool.withTransaction(connection -> {
            // Made anew with each try: what an earlier one has decided was rolled back.
            Booking booking = new Booking(ids.next(), request, selection);
            return keyIsFree(connection, asker)
                    .chain(() -> superseded(connection, booking))
                    .call(() -> decide(connection, booking, asker, ROUNDS))
                    .call(() -> trail.write(connection, asker, booking.trail()))
                    .call(() -> remember(connection, booking, asker))
                    .call(() -> payment.payWithin(connection, selection.size()))
                    .call(deadline::stillInTime)
                    .map(ended -> new Booked(booking.batch(), booking.notices(), ended));
        });
    }

    private Uni<Void> keyIsFree(SqlConnection connection, Asker asker) {
        if (asker.idempotencyKey() == null) {
            return Uni.createFrom().voidItem();
        }
        Tuple lock = Tuple.of(KeyTaken.lock(asker.name(), asker.idempotencyKey()));
        return ask(connection, BulkStatements.LOCK_KEY, lock)
                .chain(() -> ask(connection, BulkStatements.BY_KEY, Tuple.of(asker.name(), asker.idempotencyKey())))
                .invoke(rows -> {
                    if (rows.size() > 0) {
                        throw new KeyTaken();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<List<ActionNotice>> superseded(SqlConnection connection, Booking booking) {
        if (booking.request().kind() != ActionKind.STOP || !booking.request().overrule()) {
            return Uni.createFrom().item(List.of());
        }
        return ask(connection, BulkStatements.SUPERSEDE, keys(Tuple.tuple(), booking.undecided()))
                .map(BulkBook::supersededNotices);
    }

    private static List<ActionNotice> supersededNotices(RowSet<Row> rows) {
        List<ActionNotice> notices = new ArrayList<>();
        rows.forEach(row -> notices.add(new ActionNotice(
                row.getUUID("id").toString(),
                row.getString("cluster_id"),
                row.getInteger("vmid"),
                ActionKind.SHUTDOWN,
                ActionPhase.SUPERSEDED,
                row.getLong("version"),
                null,
                row.getOffsetDateTime("finished_at").toInstant())));
        return notices;
    }

    private Uni<Void> decide(SqlConnection connection, Booking booking, Asker asker, int rounds) {
        List<Target> targets = booking.undecided();
        if (targets.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        if (rounds == 0) {
            return Uni.createFrom().failure(new IllegalStateException("neither inserted nor open: " + targets.get(0)));
        }
        return ask(connection, BulkStatements.INSERT, actions(booking, asker, targets))
                .invoke(rows -> rows.forEach(row -> booking.inserted(
                        vm(row),
                        row.getUUID("id"),
                        row.getOffsetDateTime("updated_at").toInstant())))
                .chain(() -> lookAtOpenOnes(connection, booking))
                .chain(() -> decide(connection, booking, asker, rounds - 1));
    }

    private Uni<Void> lookAtOpenOnes(SqlConnection connection, Booking booking) {
        List<Target> inTheWay = booking.undecided();
        return inTheWay.isEmpty()
                ? Uni.createFrom().voidItem()
                : ask(connection, BulkStatements.OPEN, keys(Tuple.tuple(), inTheWay))
                        .invoke(rows -> rows.forEach(row -> booking.found(vm(row), open(row))))
                        .replaceWithVoid();
    }

    private static Booking.Open open(Row row) {
        return new Booking.Open(row.getUUID("id"), row.getString("kind"), row.getBoolean("force"));
    }

    private Tuple actions(Booking booking, Asker asker, List<Target> targets) {
        BulkRequest request = booking.request();
        Tuple parameters = Tuple.tuple()
                .addUUID(booking.id())
                .addString(request.kind().word())
                .addInteger(request.timeoutSeconds())
                .addBoolean(request.force())
                .addBoolean(request.overrule())
                .addString(asker.name())
                .addArrayOfUUID(targets.stream().map(target -> ids.next()).toArray(UUID[]::new));
        return keys(parameters, targets)
                .addArrayOfString(targets.stream().map(Target::birth).toArray(String[]::new))
                .addArrayOfString(targets.stream().map(Target::node).toArray(String[]::new));
    }

    private static Tuple keys(Tuple parameters, List<Target> targets) {
        return parameters
                .addArrayOfString(
                        targets.stream().map(target -> target.vm().clusterId()).toArray(String[]::new))
                .addArrayOfInteger(
                        targets.stream().map(target -> target.vm().vmid()).toArray(Integer[]::new));
    }

    private static VmKey vm(Row row) {
        return new VmKey(row.getString("cluster_id"), row.getInteger("vmid"));
    }

    private Uni<Void> remember(SqlConnection connection, Booking booking, Asker asker) {
        Tuple parameters = Tuple.tuple()
                .addUUID(booking.id())
                .addString(asker.name())
                .addString(booking.request().kind().word())
                .addString(booking.request().selector().json().toString())
                .addString(asker.idempotencyKey())
                .addString(booking.request().hash())
                .addString(InventoryJson.write(booking.batch().results()));
        return ask(connection, BulkStatements.REMEMBER, parameters).replaceWithVoid();
    }

    /** Each answer shows that the database is there, however many there still are to come. */
    private Uni<RowSet<Row>> ask(SqlConnection connection, String sql, Tuple parameters) {
        return pulse.listening(connection.preparedQuery(sql).execute(parameters));
    }
}
