package io.labkeeper.e2e.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.api.VmRef;

/**
 * A guest as it truly is, whatever lists say.
 *
 * @param state "running", "stopped", …
 */
public record Guest(VmRef vm, String name, String node, String state, boolean template) {

    static Guest of(String cluster, JsonNode node) {
        return new Guest(
                new VmRef(cluster, node.path("vmid").asInt()),
                node.path("name").asText(null),
                node.path("node").asText(),
                node.path("state").asText(),
                node.path("template").asBoolean());
    }

    public boolean running() {
        return state.equals("running");
    }

    public boolean stopped() {
        return state.equals("stopped");
    }
}
