package io.labkeeper.actions.audit;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A line of the audit trail as an administrator sees it.
 *
 * @param event what happened: somebody asked, or an action ended
 * @param user who asked; of an end, who had asked for the action
 * @param sourceAddress of the caller; null for what we did by ourselves
 * @param action what was to be done, in a word
 * @param result what came of it; what was refused begins with {@code refused_}
 * @param detail what else is known, by event
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record AuditView(
        long id,
        Instant at,
        String event,
        String user,
        String sourceAddress,
        String idempotencyKey,
        UUID actionId,
        String clusterId,
        Integer vmid,
        String action,
        String result,
        String correlationId,
        Map<String, Object> detail) {}
