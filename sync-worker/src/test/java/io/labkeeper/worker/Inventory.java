package io.labkeeper.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.testing.Stores;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.function.Consumer;

/** What the stores hold, read past the service. */
public final class Inventory {
    /** Long enough for a lease to run out and a slow machine. */
    public static final Duration SOON = Duration.ofSeconds(30);

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

    /** Waits until Postgres holds such a record. */
    public static VmRecord stored(String cluster, int vmid, Consumer<VmRecord> what) {
        await().atMost(SOON).untilAsserted(() -> {
            VmRecord record = postgres(cluster, vmid);
            assertThat(record).isNotNull();
            what.accept(record);
        });
        return postgres(cluster, vmid);
    }

    /** Waits until Postgres holds such a record, and Redis the same one. */
    public static VmRecord seen(String cluster, int vmid, Consumer<VmRecord> what) {
        await().atMost(SOON).untilAsserted(() -> {
            VmRecord record = postgres(cluster, vmid);
            assertThat(record).isNotNull();
            what.accept(record);
            assertThat(redis(cluster, vmid)).isEqualTo(record);
        });
        return postgres(cluster, vmid);
    }

    /** Waits until a cluster was read whole, addresses and all. */
    public static void readWhole(String cluster) {
        await().atMost(SOON).until(() -> sync("->>'last_full_at'", cluster) != null);
        await().atMost(SOON).untilAsserted(() -> assertThat(count(cluster))
                .isEqualTo(Lab.of(cluster).guests().vmids().size()));
    }

    /** VMs of a cluster in Postgres. */
    public static long count(String cluster) {
        return Long.parseLong(Stores.value(
                "SELECT count(*) FROM vm_inventory WHERE cluster_id = '" + cluster + "' AND deleted_at IS NULL"));
    }

    /** A numeric column of the cluster's row; -1 if there is no row. */
    public static long number(String column, String cluster) {
        String value = text(column, cluster);
        return value == null ? -1 : Long.parseLong(value);
    }

    /** A column of the cluster's row as text. */
    public static String text(String column, String cluster) {
        return Stores.value("SELECT " + column + " FROM cluster_sync WHERE cluster_id = '" + cluster + "'");
    }

    /** A field of the reading's description, such as {@code ->>'last_full_at'}. */
    public static String sync(String path, String cluster) {
        return text("sync" + path, cluster);
    }

    /** A field of the head in Redis; null if there is none. */
    public static String redisHead(String field, String cluster) {
        Response value = Stores.redis(Command.HGET, "labkeeper:{" + cluster + "}:head", field);
        return value == null ? null : value.toString();
    }

    /** Waits until Redis holds the revision of Postgres. */
    public static void redisIsEqual(String cluster) {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(redisHead("revision", cluster)).isEqualTo(text("revision", cluster));
            assertThat(redisHead("generation", cluster)).isEqualTo(text("generation", cluster));
            assertThat(redisHead("count", cluster)).isEqualTo(Long.toString(count(cluster)));
        });
    }
}
