package io.labkeeper.e2e.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.api.VmRef;
import java.time.Instant;

/**
 * A power order that reached a simulated cluster.
 *
 * @param command "start", "stop", …
 * @param upid its task; null if it was refused
 * @param node to which it was sent
 * @param time when it came, on the simulator's clock, which is this machine's
 */
public record PowerOrder(VmRef vm, String command, String upid, String node, Instant time) {

    static PowerOrder of(String cluster, JsonNode node) {
        return new PowerOrder(
                new VmRef(cluster, node.path("vmid").asInt()),
                node.path("command").asText(),
                node.path("upid").asText(null),
                node.path("node").asText(),
                Instant.parse(node.path("time").asText()));
    }

    /** Whether Proxmox took it; a refused order has no effect. */
    public boolean accepted() {
        return upid != null;
    }
}
