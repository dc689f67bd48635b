package io.labkeeper.simulator.power;

import io.labkeeper.simulator.state.GuestKind;
import java.time.Duration;
import java.util.Map;

/**
 * A power action as it was asked for.
 *
 * @param node the node in the path, on which the guest need not be
 * @param command last word of the path: "start", "stop", …
 * @param user who asks
 * @param params the parameters, checked
 */
public record Order(GuestKind kind, String node, int vmid, String command, String user, Map<String, String> params) {

    public Order {
        params = Map.copyOf(params);
    }

    boolean flag(String name) {
        String value = params.get(name);
        return value != null && !value.equals("0") && !value.equalsIgnoreCase("false") && !value.equalsIgnoreCase("no");
    }

    Duration seconds(String name, Duration otherwise) {
        String value = params.get(name);
        return value == null ? otherwise : Duration.ofSeconds(Long.parseLong(value));
    }

    /** As in UPIDs: "qmstart", "vzshutdown". */
    String taskType() {
        return kind.taskPrefix() + command;
    }

    /** As in messages: "VM 100". */
    String title() {
        return kind.title() + " " + vmid;
    }
}
