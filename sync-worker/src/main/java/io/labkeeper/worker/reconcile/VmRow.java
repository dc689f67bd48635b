package io.labkeeper.worker.reconcile;

import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmRecord;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A record as a row of {@code vm_inventory}: columns for people and SQL, and the body that readers decode. */
final class VmRow {

    private VmRow() {}

    static JsonObject of(VmRecord record) {
        Vm vm = record.vm();
        VmRecord.Internal internal = record.internal();
        return new JsonObject()
                .put("vmid", vm.vmid())
                .put("name", vm.name())
                .put("node", vm.node())
                .put("status", vm.status().word())
                .put("type", vm.type())
                .put("category", vm.category())
                .put("ip", vm.ip())
                .put("mac", vm.mac())
                .put("memory_mb", vm.memory())
                .put("cores", vm.cores())
                .put("disk_size", vm.diskSize())
                .put("is_template", vm.isTemplate())
                .put("tags", new JsonArray(vm.tags()))
                .put("rdp_available", vm.rdpAvailable())
                .put("ssh_available", vm.sshAvailable())
                .put(
                        "sync_error",
                        vm.syncError() == null ? null : vm.syncError().message())
                .put("last_updated", vm.lastUpdated().toString())
                .put("revision", record.revision())
                .put("birth", internal.birth())
                .put("observed_at", internal.observedAt().toString())
                .put("observed_source", internal.observedSource().name())
                .put("confirmed_action", internal.confirmedAction())
                .put("body", new JsonObject(InventoryJson.write(record)));
    }
}
