package io.labkeeper.actions.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.UUID;

/**
 * An action as its requester sees it.
 *
 * @param changed whether the order did something; false if the wish was met already, null while open or not known
 * @param upid Proxmox's task; left out except for administrators, since it names a token
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record ActionView(
        UUID id,
        UUID batchId,
        String clusterId,
        int vmid,
        String action,
        String state,
        Boolean changed,
        String requestedBy,
        Instant requestedAt,
        Instant startedAt,
        Instant finishedAt,
        Problem error,
        @JsonInclude(JsonInclude.Include.NON_NULL) String upid) {

    /** @param detail Proxmox's own text; left out except for administrators */
    record Problem(
            String code,
            String message,
            @JsonInclude(JsonInclude.Include.NON_NULL) String detail) {}

    static ActionView of(ActionEntity action, boolean forAdmin) {
        Problem error = action.errorCode == null
                ? null
                : new Problem(action.errorCode, action.errorMessage, forAdmin ? action.errorDetail : null);
        return new ActionView(
                action.id,
                action.batchId,
                action.clusterId,
                action.vmid,
                action.kind,
                action.state,
                action.changed,
                action.requestedBy,
                action.requestedAt,
                action.startedAt,
                action.finishedAt,
                error,
                forAdmin ? action.upid : null);
    }
}
