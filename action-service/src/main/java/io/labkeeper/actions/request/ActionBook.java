package io.labkeeper.actions.request;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.actions.audit.AuditFlood;
import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.database.Deadline;
import io.labkeeper.actions.database.KeyTaken;
import io.labkeeper.actions.selection.Asker;
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

    /** What a request has come to, with the actions of others that it has ended. */
    record Booked(Answer answer, List<ActionNotice> superseded) {}

    private final RequestRows rows;
    private final ActionKeys keys;
    private final QuickBooking quick;
    private final Superseding superseding;
    private final DatabasePulse pulse;
    private final AuditFlood flood;

    ActionBook(
            RequestRows rows,
            ActionKeys keys,
            QuickBooking quick,
            Superseding superseding,
            DatabasePulse pulse,
            AuditFlood flood) {
        this.rows = rows;
        this.keys = keys;
        this.quick = quick;
        this.superseding = superseding;
        this.pulse = pulse;
        this.flood = flood;
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
        ActionEntity action = rows.action(vm, request, asker);
        Answer answer = new Answer.Accepted(action, true);
        return quick.book(action, rows.asked(answer, request, asker, action), last)
                .chain(booked -> booked
                        ? Uni.createFrom().item(new Booked(answer, List.of()))
                        : carefully(vm, request, asker, last));
    }

    private Uni<Booked> carefully(VmDirectory.Found vm, PowerRequest request, Asker asker, Supplier<Uni<Void>> last) {
        return Panache.withTransaction(() -> keys.isFree(asker)
                .chain(() -> open(vm))
                .chain(open -> open == null ? insert(vm, request, asker, List.of()) : besides(open, vm, request, asker))
                .call(booked -> last.get()));
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
            return keys.remember(open, request, asker)
                    .replaceWith(new Booked(new Answer.Accepted(open, false), List.of()));
        }
        boolean overrules =
                request.overrule() && request.kind() == ActionKind.STOP && open.kind.equals(ActionKind.SHUTDOWN.word());
        return overrules
                ? superseding.supersede(open).chain(notices -> insert(vm, request, asker, notices))
                : Uni.createFrom().item(new Booked(new Answer.Conflict(open), List.of()));
    }

    private Uni<Booked> insert(VmDirectory.Found vm, PowerRequest request, Asker asker, List<ActionNotice> superseded) {
        ActionEntity action = rows.action(vm, request, asker);
        Answer answer = new Answer.Accepted(action, true);
        // Each answer shows that the database is there, however long a burst takes as a whole.
        return pulse.listening(action.persistAndFlush())
                .chain(() -> pulse.listening(
                        rows.asked(answer, request, asker, action).persistAndFlush()))
                .replaceWith(new Booked(answer, superseded));
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
        if (!flood.ownLine(asker.name(), RequestRows.ASKED, answer.result(), cluster, request.vmid())) {
            return Uni.createFrom().voidItem();
        }
        return Panache.withTransaction(
                        () -> rows.asked(answer, request, asker, action).persist())
                .replaceWithVoid();
    }
}
