package io.labkeeper.actions.request;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which actions to list; null stands for "any". */
record ActionFilter(Integer vmid, String cluster, String state, String user) {

    /** Property of the entity to wanted value. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        put(values, "vmid", vmid);
        put(values, "clusterId", cluster);
        put(values, "state", state);
        put(values, "requestedBy", user);
        return values;
    }

    private static void put(Map<String, Object> values, String property, Object value) {
        if (value != null) {
            values.put(property, value);
        }
    }
}
