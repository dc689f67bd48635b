package io.labkeeper.actions.audit;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/**
 * What was asked for, and what came of it.
 *
 * @param event such as {@code action_asked}
 * @param actionId null without one
 * @param clusterId null if it is about no cluster, or it was not said about which
 * @param vmid null if it is about no VM, or about several
 * @param kind what was to be done, in a word; null if the event says it all
 * @param result such as {@code accepted}; what was refused begins with {@code refused_}
 * @param detail what else is worth knowing; never a secret
 */
public record AuditLine(
        String event, UUID actionId, String clusterId, Integer vmid, String kind, String result, JsonObject detail) {

    /** About no VM in particular. */
    public static AuditLine of(String event, String kind, String result, JsonObject detail) {
        return new AuditLine(event, null, null, null, kind, result, detail);
    }
}
