package io.labkeeper.actions.request;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which actions to list; null stands for "any".
 *
 * @param batch the request for many actions that they came with
 * @param from asked at or after
 * @param to asked before
 * @param before the id after which the page before this one ended; the newest come first
 */
record ActionFilter(
        Integer vmid, String cluster, String state, String user, UUID batch, Instant from, Instant to, UUID before) {

    /** The condition in HQL; its parameters are {@link #values}. */
    String condition() {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        add(conditions, "vmid = :vmid", vmid);
        add(conditions, "clusterId = :cluster", cluster);
        add(conditions, "state = :state", state);
        add(conditions, "requestedBy = :user", user);
        add(conditions, "batchId = :batch", batch);
        add(conditions, "requestedAt >= :from", from);
        add(conditions, "requestedAt < :to", to);
        add(conditions, "id < :before", before);
        return String.join(" and ", conditions);
    }

    private static void add(List<String> conditions, String condition, Object value) {
        if (value != null) {
            conditions.add(condition);
        }
    }

    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        put(values, "vmid", vmid);
        put(values, "cluster", cluster);
        put(values, "state", state);
        put(values, "user", user);
        put(values, "batch", batch);
        put(values, "from", from);
        put(values, "to", to);
        put(values, "before", before);
        return values;
    }

    private static void put(Map<String, Object> values, String name, Object value) {
        if (value != null) {
            values.put(name, value);
        }
    }
}
