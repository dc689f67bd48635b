package io.labkeeper.cache.redis;

import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.SyncStatus;
import io.vertx.mutiny.redis.client.Response;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A head as a Redis hash: {@code generation}, {@code revision}, {@code fence}, {@code metrics_seq}, {@code count} (of VMs),
 * {@code name}, {@code owner}, {@code lease_until}, {@code sync} (JSON). The numbers stand alone since scripts compare them.
 */
final class HeadCodec {

    private HeadCodec() {}

    /** The fields that describe, as field, value, field, value; scripts set the numbers themselves. */
    static List<String> description(ClusterHead head) {
        return List.of(
                "name",
                head.name(),
                "owner",
                head.owner() == null ? "" : head.owner(),
                "lease_until",
                head.leaseUntil() == null ? "" : head.leaseUntil().toString(),
                "sync",
                InventoryJson.write(head.sync()));
    }

    /**
     * @param flat field, value, field, value
     * @return null if there is no head
     * @throws InventoryJson.UnreadableValue if a field is missing or cannot be read
     */
    static ClusterHead read(String clusterId, Response flat) {
        Map<String, String> fields = fields(flat);
        if (!fields.containsKey("revision")) {
            return null;
        }
        String leaseUntil = fields.getOrDefault("lease_until", "");
        return new ClusterHead(
                clusterId,
                fields.getOrDefault("name", clusterId),
                new Revision(number(fields, "generation"), number(fields, "revision")),
                number(fields, "fence"),
                number(fields, "metrics_seq"),
                blankToNull(fields.get("owner")),
                leaseUntil.isEmpty() ? null : Instant.parse(leaseUntil),
                fields.containsKey("sync")
                        ? InventoryJson.read(fields.get("sync"), SyncStatus.class)
                        : SyncStatus.NEVER);
    }

    /** How many VMs the head says there are; -1 if it does not say. */
    static long count(Response flat) {
        String count = fields(flat).get("count");
        return count == null ? -1 : Long.parseLong(count);
    }

    private static Map<String, String> fields(Response flat) {
        Map<String, String> fields = new HashMap<>();
        if (flat == null) {
            return fields;
        }
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            fields.put(flat.get(i).toString(), flat.get(i + 1).toString());
        }
        return fields;
    }

    private static long number(Map<String, String> fields, String field) {
        String text = fields.get(field);
        return text == null ? 0 : Long.parseLong(text);
    }

    private static String blankToNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
