package io.labkeeper.actions.classes;

import io.labkeeper.actions.audit.AuditLine;
import io.labkeeper.actions.audit.AuditTrail;
import io.labkeeper.actions.classes.ClassPlan.Difference;
import io.labkeeper.actions.classes.ClassPlan.Given;
import io.labkeeper.actions.classes.ClassPlan.Taken;
import io.labkeeper.actions.database.Deadline;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Standing;
import io.labkeeper.inventory.VmKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables of classes, written in whole sets with SQL. A change, its line in the audit trail and the new revision of the assignments
 * are one transaction. The caller bounds the time.
 */
@ApplicationScoped
class ClassBook {

    /** Who looks at a class or changes it. */
    record Changer(Asker asker) {

        boolean isAdmin() {
            return asker.standing() == Standing.ADMIN;
        }

        boolean mayLookAt(ClassView view) {
            return isAdmin() || view.isTaughtBy(asker.name());
        }

        /** What is said to those who may not: that there is such a class is no secret for who sees all VMs. */
        ClassOutcome refusal() {
            return asker.actsOnAll() ? new ClassOutcome.Forbidden() : new ClassOutcome.NotFound();
        }
    }

    private final Pool pool;
    private final AuditTrail trail;

    ClassBook(Pool pool, AuditTrail trail) {
        this.pool = pool;
        this.trail = trail;
    }

    /** @param teacher whose classes; null for all */
    Uni<List<ClassView>> all(String teacher) {
        return pool.preparedQuery(ClassStatements.READ)
                .execute(Tuple.of(null, teacher))
                .map(rows -> ClassRows.of(rows).stream().map(ClassRows::view).toList());
    }

    /** @return null if there is no such class */
    Uni<ClassView> one(String id) {
        return pool.preparedQuery(ClassStatements.READ)
                .execute(Tuple.of(id, null))
                .map(rows -> ClassRows.of(rows).stream()
                        .map(ClassRows::view)
                        .findFirst()
                        .orElse(null));
    }

    /** @param deadline after which nothing may be committed any more */
    Uni<ClassOutcome> put(String id, ClassWish wish, Changer changer, Deadline deadline) {
        return pool.withTransaction(connection -> created(connection, id, wish, changer)
                        .chain(created -> locked(connection, id)
                                .chain(stored -> stored == null
                                        ? without(connection, id, changer)
                                        : change(connection, new Change(id, stored, wish, created, changer))))
                        .call(deadline::stillInTime))
                .onFailure(Undone.class)
                .recoverWithUni(failure -> undone(((Undone) failure).outcome(), id, changer));
    }

    private Uni<ClassOutcome> undone(ClassOutcome outcome, String id, Changer changer) {
        JsonObject detail = new JsonObject().put("class", id);
        return trail.write(changer.asker(), AuditLine.of("class_changed", null, outcome.result(), detail))
                .replaceWith(outcome);
    }

    private Uni<ClassOutcome> without(SqlConnection connection, String id, Changer changer) {
        ClassOutcome outcome = changer.isAdmin() ? new ClassOutcome.Nameless() : changer.refusal();
        return refused(connection, outcome, "class_changed", id, changer);
    }

    private static Uni<Boolean> created(SqlConnection connection, String id, ClassWish wish, Changer changer) {
        return changer.isAdmin() && wish.name() != null
                ? connection
                        .preparedQuery(ClassStatements.CREATE)
                        .execute(Tuple.of(id, wish.name()))
                        .map(rows -> rows.size() == 1)
                : Uni.createFrom().item(false);
    }

    /** The class, which nobody else changes until the transaction ends; null if there is none. */
    private static Uni<ClassRows> locked(SqlConnection connection, String id) {
        return connection
                .preparedQuery(ClassStatements.LOCK)
                .execute(Tuple.of(id))
                .chain(() -> connection.preparedQuery(ClassStatements.READ).execute(Tuple.of(id, null)))
                .map(rows -> ClassRows.of(rows).stream().findFirst().orElse(null));
    }

    private record Change(String id, ClassRows stored, ClassWish wish, boolean created, Changer changer) {
        ClassPlan plan(Map<VmKey, String> births) {
            return ClassPlan.of(stored.view(), stored.held(), wish, births);
        }
    }

    private Uni<ClassOutcome> change(SqlConnection connection, Change change) {
        if (!change.changer().mayLookAt(change.stored().view())) {
            return refused(connection, change.changer().refusal(), "class_changed", change.id(), change.changer());
        }
        return births(connection, change.wish().vms())
                .map(change::plan)
                .chain(plan -> decided(connection, change, plan));
    }

    private Uni<ClassOutcome> decided(SqlConnection connection, Change change, ClassPlan plan) {
        if (plan.needsAdmin() && !change.changer().isAdmin()) {
            return refused(connection, new ClassOutcome.Forbidden(), "class_changed", change.id(), change.changer());
        }
        if (!plan.unfit().isEmpty()) {
            // Rolls back a class that was made for this request.
            return Uni.createFrom().failure(new Undone(new ClassOutcome.Unfit(plan.unfit())));
        }
        boolean changed = change.created() || plan.size() > 0;
        return carriedOut(connection, change.id(), plan)
                .chain(() ->
                        write(connection, change.changer(), ClassTrail.changed(change.id(), change.created(), plan)))
                .chain(() -> revision(connection, changed))
                .chain(revision -> locked(connection, change.id())
                        .<ClassOutcome>map(
                                now -> new ClassOutcome.Done(now.view(), change.created(), changed, revision)));
    }

    /** Ends the transaction without a commit. */
    private static final class Undone extends RuntimeException {
        private final transient ClassOutcome outcome;

        private Undone(ClassOutcome outcome) {
            super(outcome.result(), null, false, false);
            this.outcome = outcome;
        }

        ClassOutcome outcome() {
            return outcome;
        }
    }

    private static Uni<Map<VmKey, String>> births(SqlConnection connection, Set<ClassVm> vms) {
        if (vms == null || vms.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        Tuple wanted = Tuple.of(
                vms.stream().map(ClassVm::clusterId).toArray(String[]::new),
                vms.stream().map(ClassVm::vmid).toArray(Integer[]::new));
        return connection.preparedQuery(ClassStatements.BIRTHS).execute(wanted).map(rows -> {
            Map<VmKey, String> births = new HashMap<>();
            rows.forEach(row ->
                    births.put(new VmKey(row.getString("cluster_id"), row.getInteger("vmid")), row.getString("birth")));
            return births;
        });
    }

    private static Uni<Void> carriedOut(SqlConnection connection, String id, ClassPlan plan) {
        List<Given> given = plan.given();
        Tuple gives = Tuple.of(
                id,
                given.stream().map(g -> g.vm().clusterId()).toArray(String[]::new),
                given.stream().map(g -> g.vm().vmid()).toArray(Integer[]::new),
                given.stream().map(g -> g.vm().username()).toArray(String[]::new),
                given.stream().map(Given::birth).toArray(String[]::new));
        Tuple takes = Tuple.of(plan.taken().stream().map(Taken::id).toArray(Long[]::new));
        return when(plan.name() != null, connection, ClassStatements.RENAME, Tuple.of(id, plan.name()))
                .chain(() -> enrolled(connection, id, plan.teachers(), "teacher"))
                .chain(() -> enrolled(connection, id, plan.members(), "member"))
                .chain(() -> when(!plan.taken().isEmpty(), connection, ClassStatements.TAKE, takes))
                .chain(() -> when(!given.isEmpty(), connection, ClassStatements.GIVE, gives));
    }

    private static Uni<Void> enrolled(SqlConnection connection, String id, Difference difference, String role) {
        Tuple leave = Tuple.of(id, difference.removed().toArray(String[]::new), role);
        Tuple join = Tuple.of(id, difference.added().toArray(String[]::new), role);
        return when(!difference.removed().isEmpty(), connection, ClassStatements.LEAVE, leave)
                .chain(() -> when(!difference.added().isEmpty(), connection, ClassStatements.JOIN, join));
    }

    private static Uni<Void> when(boolean needed, SqlConnection connection, String sql, Tuple parameters) {
        return needed
                ? connection.preparedQuery(sql).execute(parameters).replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** Members stay users, their own VMs stay theirs; what they had through the class is gone, and its schedules pause. */
    Uni<ClassOutcome> delete(String id, Changer changer, Deadline deadline) {
        return pool.withTransaction(connection -> locked(connection, id)
                .chain(stored -> deletion(connection, id, stored, changer))
                .call(deadline::stillInTime));
    }

    private Uni<ClassOutcome> deletion(SqlConnection connection, String id, ClassRows stored, Changer changer) {
        if (changer.isAdmin() && stored != null) {
            return deleted(connection, stored.view(), changer);
        }
        boolean seen = stored != null && changer.mayLookAt(stored.view());
        ClassOutcome refusal = seen ? new ClassOutcome.Forbidden() : changer.refusal();
        return refused(
                connection, changer.isAdmin() ? new ClassOutcome.NotFound() : refusal, "class_deleted", id, changer);
    }

    private Uni<ClassOutcome> deleted(SqlConnection connection, ClassView view, Changer changer) {
        return connection
                .preparedQuery(ClassStatements.DELETE)
                .execute(Tuple.of(view.id()))
                .chain(() -> write(connection, changer, ClassTrail.deleted(view)))
                .chain(() -> paused(connection, view.id(), changer))
                .chain(() -> revision(connection, true))
                .map(revision -> new ClassOutcome.Done(view, false, true, revision));
    }

    private Uni<Void> paused(SqlConnection connection, String id, Changer changer) {
        return connection
                .preparedQuery(ClassStatements.PAUSE)
                .execute(Tuple.of(id))
                .chain(rows -> {
                    List<AuditLine> lines = new ArrayList<>();
                    rows.forEach(row -> lines.add(ClassTrail.paused(id, row)));
                    return lines.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : trail.write(connection, changer.asker(), lines);
                });
    }

    /** What is forbidden (403) is in the trail anyway, whatever it is. */
    private Uni<ClassOutcome> refused(
            SqlConnection connection, ClassOutcome outcome, String event, String id, Changer changer) {
        JsonObject detail = new JsonObject().put("class", id);
        return outcome instanceof ClassOutcome.Forbidden
                ? Uni.createFrom().item(outcome)
                : write(connection, changer, AuditLine.of(event, null, outcome.result(), detail))
                        .replaceWith(outcome);
    }

    private static Uni<Long> revision(SqlConnection connection, boolean changed) {
        return connection
                .preparedQuery(ClassStatements.RAISE)
                .execute(Tuple.of(changed))
                .map(rows -> rows.iterator().next().getLong("revision"));
    }

    private Uni<Void> write(SqlConnection connection, Changer changer, AuditLine line) {
        return trail.write(connection, changer.asker(), List.of(line));
    }
}
