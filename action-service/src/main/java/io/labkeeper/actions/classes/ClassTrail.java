package io.labkeeper.actions.classes;

import io.labkeeper.actions.audit.AuditLine;
import io.labkeeper.actions.classes.ClassPlan.Difference;
import io.labkeeper.inventory.InventoryJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.util.Collection;
import java.util.List;

/** What the audit trail says of a class. */
final class ClassTrail {

    private ClassTrail() {}

    /** Who came and who went, and which VMs. */
    static AuditLine changed(String id, boolean created, ClassPlan plan) {
        JsonObject detail = new JsonObject()
                .put("class", id)
                .put("created", created)
                .put("name", plan.name())
                .put("teachers", json(plan.teachers()))
                .put("members", json(plan.members()))
                .put(
                        "vms_given",
                        vms(plan.given().stream().map(ClassPlan.Given::vm).toList()))
                .put(
                        "vms_taken",
                        vms(plan.taken().stream().map(ClassPlan.Taken::vm).toList()));
        return AuditLine.of("class_changed", null, "done", detail);
    }

    /** The whole class as it was. */
    static AuditLine deleted(ClassView view) {
        JsonObject detail = new JsonObject().put("class", new JsonObject(InventoryJson.write(view)));
        return AuditLine.of("class_deleted", null, "done", detail);
    }

    /** A schedule that pauses since its class is no more. */
    static AuditLine paused(String id, Row schedule) {
        JsonObject detail = new JsonObject()
                .put("schedule", schedule.getUUID("id").toString())
                .put("name", schedule.getString("name"))
                .put("enabled", false)
                .put("class_deleted", id);
        return AuditLine.of("schedule_changed", schedule.getString("action"), "done", detail);
    }

    private static JsonObject json(Difference difference) {
        return new JsonObject().put("added", texts(difference.added())).put("removed", texts(difference.removed()));
    }

    private static JsonArray vms(List<ClassVm> vms) {
        return texts(vms.stream().map(ClassVm::toString).toList());
    }

    private static JsonArray texts(Collection<String> texts) {
        return new JsonArray(List.copyOf(texts));
    }
}
