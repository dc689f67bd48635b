package io.labkeeper.simulator.api;

import java.util.Map;

/**
 * A request that has passed the door.
 *
 * @param user "user@realm" or "user@realm!token"; null where no authentication is asked for
 * @param path the values of the path's variables
 * @param params query and form parameters
 */
public record Call(String user, Map<String, String> path, Map<String, String> params) {

    public String node() {
        return path.get("node");
    }

    public int vmid() {
        return Integer.parseInt(path.get("vmid"));
    }

    public String param(String name, String otherwise) {
        return params.getOrDefault(name, otherwise);
    }

    public long number(String name, long otherwise) {
        String value = params.get(name);
        return value == null ? otherwise : Long.parseLong(value);
    }

    public boolean flag(String name) {
        return Schema.isTrue(params.get(name));
    }
}
