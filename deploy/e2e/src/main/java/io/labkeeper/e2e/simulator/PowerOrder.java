package io.labkeeper.e2e.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.api.VmRef;

/**
 * A power order that reached a simulated cluster.
 *
 * @param command "start", "stop", …
 * @param upid its task; null if it was refused
 */
public record PowerOrder(VmRef vm, String command, String upid) {

    static PowerOrder of(String cluster, JsonNode node) {
        return new PowerOrder(
                new VmRef(cluster, node.path("vmid").asInt()),
                node.path("command").asText(),
                node.path("upid").asText(null));
    }

    /** Whether Proxmox took it; a refused order has no effect. */
    public boolean accepted() {
        return upid != null;
    }
}
