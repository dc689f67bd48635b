package io.labkeeper.simulator.control;

import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.GuestSpec;
import io.labkeeper.simulator.state.Nic;
import io.labkeeper.simulator.state.Node;
import io.labkeeper.simulator.state.TaskOutcome;
import io.labkeeper.simulator.state.World;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The true state as JSON. */
final class StateDump {

    private StateDump() {}

    static JsonObject all(World world) {
        JsonArray nodes = new JsonArray();
        world.cluster().nodes().forEach(node -> nodes.add(node(node)));
        JsonArray guests = new JsonArray();
        world.cluster().guests().forEach(guest -> guests.add(guest(guest, world)));
        return new JsonObject()
                .put("cluster", world.cluster().id())
                .put("quorate", world.cluster().quorate())
                .put("time", world.now().toString())
                .put("nodes", nodes)
                .put("guests", guests);
    }

    static JsonObject node(Node node) {
        return new JsonObject()
                .put("node", node.name())
                .put("status", node.status().word())
                .put("proxy_status", node.proxyStatus())
                .put("statistics", node.reporting());
    }

    static JsonObject guest(Guest guest, World world) {
        GuestSpec spec = guest.spec();
        JsonObject dump = new JsonObject()
                .put("vmid", guest.vmid())
                .put("type", guest.kind().word())
                .put("node", guest.node())
                .put("name", spec.name())
                .put("state", guest.state())
                .put("uptime", guest.uptime(world.now()))
                .put("lock", guest.lock())
                .put("ha", guest.ha() == null ? null : guest.ha().state())
                .put("ostype", spec.ostype())
                .put("tags", new JsonArray(spec.tags()))
                .put("cores", spec.size().cores())
                .put("memory", spec.size().memory())
                .put("disk", spec.size().disk());
        return putTraits(dump, guest);
    }

    private static JsonObject putTraits(JsonObject dump, Guest guest) {
        GuestSpec.Traits traits = guest.spec().traits();
        JsonArray nics = new JsonArray();
        for (Nic nic : guest.spec().nics()) {
            nics.add(new JsonObject().put("mac", nic.mac()).put("ip", nic.ipv4()));
        }
        JsonArray outcomes = new JsonArray();
        for (TaskOutcome outcome : guest.outcomes()) {
            outcomes.add(outcome.error() == null ? outcome.exitStatus() : outcome.error());
        }
        return dump.put("nics", nics)
                .put("template", traits.template())
                .put("pool", traits.pool())
                .put("agent", traits.agent().word())
                .put("ignores_shutdown", traits.ignoresShutdown())
                .put("next_tasks", outcomes);
    }
}
