package io.labkeeper.worker;

import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.testing.Stores;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;

/** What the stores hold, read past the service. */
public final class Inventory {

    private Inventory() {}

    /** The record in Postgres, null if there is none or it is marked as deleted. */
    public static VmRecord postgres(String cluster, int vmid) {
        String body = Stores.value("SELECT body FROM vm_inventory WHERE cluster_id = '" + cluster + "' AND vmid = "
                + vmid + " AND deleted_at IS NULL");
        return body == null ? null : InventoryJson.read(body, VmRecord.class);
    }

    /** The record in Redis, null if there is none. */
    public static VmRecord redis(String cluster, int vmid) {
        Response row = Stores.redis(Command.HGET, "labkeeper:{" + cluster + "}:vms", Integer.toString(vmid));
        return row == null ? null : InventoryJson.read(row.toString(), VmRecord.class);
    }

    public static long count(String cluster) {
        return Long.parseLong(Stores.value(
                "SELECT count(*) FROM vm_inventory WHERE cluster_id = '" + cluster + "' AND deleted_at IS NULL"));
    }

    public static long revision(String cluster) {
        return number("revision", cluster);
    }

    public static long number(String column, String cluster) {
        String value = Stores.value("SELECT " + column + " FROM cluster_sync WHERE cluster_id = '" + cluster + "'");
        return value == null ? -1 : Long.parseLong(value);
    }

    /** A field of the reading's description. */
    public static String sync(String field, String cluster) {
        return Stores.value("SELECT sync" + field + " FROM cluster_sync WHERE cluster_id = '" + cluster + "'");
    }

    public static long redisRevision(String cluster) {
        Response value = Stores.redis(Command.HGET, "labkeeper:{" + cluster + "}:head", "revision");
        return value == null ? -1 : value.toLong();
    }
}
