package io.labkeeper.e2e.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.api.Version;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.lab.Redis;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Redis holds of every cluster, head and rows, is what stands in Postgres. */
public final class RedisEqualsPostgres {
    private final Redis redis;
    private final Database database;

    public RedisEqualsPostgres(Redis redis, Database database) {
        this.redis = redis;
        this.database = database;
    }

    /** One line for each difference; something that changes meanwhile may be one. */
    public List<String> differences() {
        Map<String, Version> versions = database.versions();
        Map<VmRef, JsonNode> held = new TreeMap<>();
        List<String> differences = new ArrayList<>();
        versions.forEach((cluster, version) -> {
            Map<String, String> head = hash("labkeeper:{" + cluster + "}:head");
            String found = head.get("generation") + "." + head.get("revision");
            if (!found.equals(version.toString())) {
                differences.add("Redis holds " + cluster + " at " + found + ", Postgres at " + version);
            }
            hash("labkeeper:{" + cluster + "}:vms")
                    .forEach((vmid, row) -> held.put(
                            new VmRef(cluster, Integer.parseInt(vmid)),
                            Json.parse(row).path("vm")));
        });
        differences.addAll(ReplicaEqualsPostgres.differences("Redis", held, database.vms()));
        return differences;
    }

    /** How many clusters it would have to hold. */
    public int clusters() {
        return database.versions().size();
    }

    private Map<String, String> hash(String key) {
        Map<String, String> hash = new TreeMap<>();
        List<String> flat = redis.list("HGETALL", key);
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            byte[] bytes = flat.get(i + 1).getBytes(StandardCharsets.ISO_8859_1);
            hash.put(flat.get(i), new String(bytes, StandardCharsets.UTF_8));
        }
        return hash;
    }
}
