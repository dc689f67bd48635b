package io.labkeeper.actions.request;

import io.labkeeper.action.ActionPhase;
import io.labkeeper.actions.audit.AuditEntity;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.time.DatabaseClock;
import jakarta.enterprise.context.ApplicationScoped;

/** The rows that a request for an action makes, to be inserted. */
@ApplicationScoped
class RequestRows {
    /** The event of the audit trail's lines. */
    static final String ASKED = "action_asked";

    private final ActionIds ids;
    private final DatabaseClock clock;

    RequestRows(ActionIds ids, DatabaseClock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /** An accepted action with an id of its own. */
    ActionEntity action(VmDirectory.Found vm, PowerRequest request, Asker asker) {
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

    /** The line of the audit trail. @param action what the answer names; null if nothing */
    AuditEntity asked(Answer answer, PowerRequest request, Asker asker, ActionEntity action) {
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
