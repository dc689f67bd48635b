package io.labkeeper.actions.request;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.actions.audit.AuditEntity;
import io.labkeeper.actions.audit.AuditFlood;
import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.database.Deadline;
import io.labkeeper.actions.database.KeyTaken;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** The actions as requests see them: one inserted, one found, a small page listed. */
@ApplicationScoped
class ActionBook {
    private static final List<String> OPEN =
            List.of(ActionPhase.ACCEPTED, ActionPhase.CLAIMED, ActionPhase.SUBMITTING, ActionPhase.SUBMITTED).stream()
                    .map(ActionPhase::word)
                    .toList();

    private static final String ASKED = "action_asked";

    private static final String SUPERSEDE = """
            WITH ended AS (
              UPDATE action
                 SET state = 'superseded', finished_at = clock_timestamp(), claim_until = NULL,
                     version = version + 1, updated_at = clock_timestamp()
               WHERE id = :id AND kind = 'shutdown' AND finished_at IS NULL
              RETURNING *
            ), trail AS (
              INSERT INTO audit (event, username, action_id, cluster_id, vmid, kind, result)
              SELECT 'action_ended', requested_by, id, cluster_id, vmid, kind, state FROM ended
            )
            SELECT version FROM ended""";

    private static final String REMEMBERED = """
            SELECT action_id, request_hash FROM action_key WHERE requested_by = :name AND idempotency_key = :key
            UNION ALL
            SELECT NULL, request_hash FROM action_batch WHERE requested_by = :name AND idempotency_key = :key""";

    /** Lets one request with a key be booked at a time. */
    private static final String LOCK_KEY = "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:lock, 0))";

    private static final String USES = """
            SELECT (SELECT count(*) FROM action WHERE requested_by = :name AND idempotency_key = :key)
                 + (SELECT count(*) FROM action_key WHERE requested_by = :name AND idempotency_key = :key)
                 + (SELECT count(*) FROM action_batch WHERE requested_by = :name AND idempotency_key = :key)""";

    private static final String REMEMBER = """
            INSERT INTO action_key (requested_by, idempotency_key, request_hash, action_id)
            VALUES (:name, :key, :hash, :action)""";

    /**
     * The action that a key has led to, and the hash of the request that it came with.
     *
     * @param action null if that was a request for many
     */
    record Earlier(ActionEntity action, String requestHash) {}

    /** What a request has come to, with the actions of others that it has ended. */
    record Booked(Answer answer, List<ActionNotice> superseded) {}

    private final ActionIds ids;
    private final DatabaseClock clock;
    private final DatabasePulse pulse;
    private final AuditFlood flood;
    private final QuickBooking quick;

    ActionBook(ActionIds ids, DatabaseClock clock, DatabasePulse pulse, AuditFlood flood, QuickBooking quick) {
        this.flood = flood;
        this.quick = quick;
        this.ids = ids;
        this.clock = clock;
        this.pulse = pulse;
    }

    /** @return null if the key is new */
    Uni<Earlier> byKey(Asker asker) {
        return Panache.withSession(() -> ActionEntity.<ActionEntity>find(
                        "requestedBy = ?1 and idempotencyKey = ?2", asker.name(), asker.idempotencyKey())
                .firstResult()
                .chain(own ->
                        own == null ? remembered(asker) : Uni.createFrom().item(new Earlier(own, own.requestHash))));
    }

    private static Uni<Earlier> remembered(Asker asker) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(REMEMBERED, Object[].class)
                        .setParameter("name", asker.name())
                        .setParameter("key", asker.idempotencyKey())
                        .getSingleResultOrNull())
                .chain(row -> row == null
                        ? Uni.createFrom().nullItem()
                        : row[0] == null
                                ? Uni.createFrom().item(new Earlier(null, (String) row[1]))
                                : ActionEntity.<ActionEntity>findById(row[0])
                                        .map(action -> new Earlier(action, (String) row[1])));
    }

    Uni<ActionEntity> byId(UUID id) {
        return Panache.withSession(() -> ActionEntity.findById(id));
    }

    /** The newest first. */
    Uni<List<ActionEntity>> page(ActionFilter filter, int limit) {
        return Panache.withSession(
                () -> ActionEntity.<ActionEntity>find(filter.condition(), Sort.descending("id"), filter.values())
                        .page(0, limit)
                        .list());
    }

    /**
     * Inserts the action with its line in the audit trail, or says what stands in its way. Fails with {@link KeyTaken} if the key was used
     * meanwhile.
     */
    Uni<Booked> book(VmDirectory.Found vm, PowerRequest request, Asker asker, Deadline deadline) {
        return book(vm, request, asker, deadline::stillInTime);
    }

    /** @param last the last step before the commit; what it fails with undoes all */
    private Uni<Booked> book(VmDirectory.Found vm, PowerRequest request, Asker asker, Supplier<Uni<Void>> last) {
        return asker.idempotencyKey() == null ? quickly(vm, request, asker, last) : carefully(vm, request, asker, last);
    }

    private Uni<Booked> quickly(VmDirectory.Found vm, PowerRequest request, Asker asker, Supplier<Uni<Void>> last) {
        ActionEntity action = entity(vm, request, asker);
        Answer answer = new Answer.Accepted(action, true);
        return quick.book(action, trail(answer, request, asker, action), last)
                .chain(booked -> booked
                        ? Uni.createFrom().item(new Booked(answer, List.of()))
                        : carefully(vm, request, asker, last));
    }

    private Uni<Booked> carefully(VmDirectory.Found vm, PowerRequest request, Asker asker, Supplier<Uni<Void>> last) {
        return Panache.withTransaction(() -> keyIsFree(asker)
                .chain(() -> open(vm))
                .chain(open -> open == null ? insert(vm, request, asker, List.of()) : besides(open, vm, request, asker))
                .call(booked -> last.get()));
    }

    private Uni<Void> keyIsFree(Asker asker) {
        return asker.idempotencyKey() == null
                ? Uni.createFrom().voidItem()
                : lock(asker).chain(() -> uses(asker)).invoke(ActionBook::none).replaceWithVoid();
    }

    private Uni<Integer> lock(Asker asker) {
        return pulse.listening(Panache.getSession().chain(session -> session.createNativeQuery(LOCK_KEY, Integer.class)
                .setParameter("lock", KeyTaken.lock(asker.name(), asker.idempotencyKey()))
                .getSingleResult()));
    }

    private Uni<Long> uses(Asker asker) {
        return pulse.listening(Panache.getSession().chain(session -> session.createNativeQuery(USES, Long.class)
                .setParameter("name", asker.name())
                .setParameter("key", asker.idempotencyKey())
                .getSingleResult()));
    }

    private static void none(long uses) {
        if (uses > 0) {
            throw new KeyTaken();
        }
    }

    private Uni<ActionEntity> open(VmDirectory.Found vm) {
        return pulse.listening(ActionEntity.find(
                        "clusterId = ?1 and vmid = ?2 and state in ?3",
                        vm.vm().clusterId(),
                        vm.vm().vmid(),
                        OPEN)
                .firstResult());
    }

    private Uni<Booked> besides(ActionEntity open, VmDirectory.Found vm, PowerRequest request, Asker asker) {
        // A shutdown by force is another wish than one that waits.
        if (open.kind.equals(request.kind().word()) && open.force == request.force()) {
            return remember(open, request, asker).replaceWith(new Booked(new Answer.Accepted(open, false), List.of()));
        }
        boolean overrules =
                request.overrule() && request.kind() == ActionKind.STOP && open.kind.equals(ActionKind.SHUTDOWN.word());
        return overrules
                ? supersede(open).chain(notices -> insert(vm, request, asker, notices))
                : Uni.createFrom().item(new Booked(new Answer.Conflict(open), List.of()));
    }

    /** @return nothing if it has ended by itself in this very moment: then there is nothing to tell of it either */
    private Uni<List<ActionNotice>> supersede(ActionEntity open) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(SUPERSEDE, Long.class)
                        .setParameter("id", open.id)
                        .getResultList())
                .map(versions -> versions.stream()
                        .map(version -> superseded(open, version))
                        .toList());
    }

    private ActionNotice superseded(ActionEntity open, long version) {
        return new ActionNotice(
                open.id.toString(),
                open.clusterId,
                open.vmid,
                ActionKind.SHUTDOWN,
                ActionPhase.SUPERSEDED,
                version,
                null,
                clock.now());
    }

    private Uni<Booked> insert(VmDirectory.Found vm, PowerRequest request, Asker asker, List<ActionNotice> superseded) {
        ActionEntity action = entity(vm, request, asker);
        Answer answer = new Answer.Accepted(action, true);
        // Each answer shows that the database is there, however long a burst takes as a whole.
        return pulse.listening(action.persistAndFlush())
                .chain(() ->
                        pulse.listening(trail(answer, request, asker, action).persistAndFlush()))
                .replaceWith(new Booked(answer, superseded));
    }

    private ActionEntity entity(VmDirectory.Found vm, PowerRequest request, Asker asker) {
        ActionEntity action = new ActionEntity();
        action.id = ids.next();
        action.clusterId = vm.vm().clusterId();
        action.vmid = vm.vm().vmid();
        action.birth = vm.birth();
        action.node = vm.node();
        action.kind = request.kind().word();
        action.timeoutSeconds = request.timeoutSeconds();
        action.force = request.force();
        action.overrule = request.overrule();
        action.state = ActionPhase.ACCEPTED.word();
        action.version = 1;
        action.requestedBy = asker.name();
        action.idempotencyKey = asker.idempotencyKey();
        action.requestHash = asker.idempotencyKey() == null ? null : request.hash();
        action.requestedAt = clock.now();
        action.updatedAt = action.requestedAt;
        return action;
    }

    /**
     * Does everything that {@link #book} does for such a request, and undoes it: afterwards the first real one finds all classes loaded.
     * Leaves nothing behind.
     */
    Uni<Void> rehearse(VmDirectory.Found vm, PowerRequest request, Asker asker) {
        return book(vm, request, asker, ActionBook::undo)
                .replaceWithVoid()
                .onFailure(Rehearsed.class)
                .recoverWithNull();
    }

    private static Uni<Void> undo() {
        return Uni.createFrom().failure(new Rehearsed());
    }

    /** Rolls the rehearsal back. */
    private static final class Rehearsed extends RuntimeException {
        private Rehearsed() {
            super("only a rehearsal", null, false, false);
        }
    }

    /** Writes down what was asked without a new action coming of it, or only counts it if the caller does nothing else. */
    Uni<Void> note(Answer answer, PowerRequest request, Asker asker) {
        ActionEntity action = answer instanceof Answer.Accepted accepted
                ? accepted.action()
                : answer instanceof Answer.Conflict conflict ? conflict.open() : null;
        String cluster = action == null ? request.cluster() : action.clusterId;
        if (!flood.ownLine(asker.name(), ASKED, answer.result(), cluster, request.vmid())) {
            return Uni.createFrom().voidItem();
        }
        return Panache.withTransaction(
                        () -> trail(answer, request, asker, action).persist())
                .replaceWithVoid();
    }

    /**
     * The key of a request that is answered with an action that is not its own, in the transaction that has seen it open: a parallel
     * repeat finds it there, or is refused by the index and looks again.
     */
    private static Uni<Void> remember(ActionEntity action, PowerRequest request, Asker asker) {
        return asker.idempotencyKey() == null
                ? Uni.createFrom().voidItem()
                : Panache.getSession()
                        .chain(session -> session.createNativeQuery(REMEMBER)
                                .setParameter("name", asker.name())
                                .setParameter("key", asker.idempotencyKey())
                                .setParameter("hash", request.hash())
                                .setParameter("action", action.id)
                                .executeUpdate())
                        .replaceWithVoid();
    }

    private static AuditEntity trail(Answer answer, PowerRequest request, Asker asker, ActionEntity action) {
        AuditEntity trail = new AuditEntity();
        trail.event = ASKED;
        trail.username = asker.name();
        trail.sourceAddress = asker.sourceAddress();
        trail.correlationId = asker.correlationId();
        trail.idempotencyKey = asker.idempotencyKey();
        trail.actionId = action == null ? null : action.id;
        trail.clusterId = action == null ? request.cluster() : action.clusterId;
        trail.vmid = request.vmid();
        trail.kind = request.kind().word();
        trail.result = answer.result();
        return trail;
    }
}
