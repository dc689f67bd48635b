package io.labkeeper.actions.bulk;

import io.labkeeper.actions.audit.AuditLine;
import io.labkeeper.actions.selection.Selector;
import io.vertx.core.json.JsonObject;

/** The line in the audit trail for a request as a whole. */
final class BulkAudit {

    private BulkAudit() {}

    /** @param detail more than the selector, which is added unless it is a list: each of its VMs has a line of its own, or was refused unread */
    static AuditLine asked(BulkRequest request, String result, JsonObject detail) {
        Selector selector = request.selector();
        Object meant = selector instanceof Selector.Listed listed
                ? listed.vms().size() + " VMs"
                : new JsonObject(selector.json().toString());
        return AuditLine.of("batch_asked", request.kind().word(), result, detail.put("selector", meant));
    }
}
