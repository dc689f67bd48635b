package io.labkeeper.simulator.control;

import io.labkeeper.simulator.state.AgentMode;
import io.labkeeper.simulator.state.GuestSpec;
import io.labkeeper.simulator.state.Nic;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Changes what JSON names in a configuration and leaves the rest. */
final class GuestPatch {

    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    private GuestPatch() {}

    static GuestSpec apply(GuestSpec spec, JsonObject patch) {
        GuestSpec result = spec.withSize(size(spec.size(), patch)).withTraits(traits(spec.traits(), patch));
        if (patch.containsKey("name")) {
            result = result.withName(patch.getString("name"));
        }
        if (patch.containsKey("ostype")) {
            result = result.withOstype(patch.getString("ostype"));
        }
        if (patch.containsKey("tags")) {
            result = result.withTags(
                    patch.getJsonArray("tags").stream().map(String::valueOf).toList());
        }
        if (patch.containsKey("nics")) {
            result = result.withNics(nics(patch.getJsonArray("nics")));
        }
        return result;
    }

    private static GuestSpec.Size size(GuestSpec.Size size, JsonObject patch) {
        return new GuestSpec.Size(
                patch.getInteger("cores", size.cores()),
                patch.containsKey("memory_mb") ? patch.getLong("memory_mb") * MIB : size.memory(),
                patch.containsKey("disk_gb") ? patch.getLong("disk_gb") * GIB : size.disk());
    }

    private static GuestSpec.Traits traits(GuestSpec.Traits traits, JsonObject patch) {
        return new GuestSpec.Traits(
                patch.getBoolean("template", traits.template()),
                patch.getString("pool", traits.pool()),
                patch.containsKey("agent") ? AgentMode.of(patch.getString("agent")) : traits.agent(),
                patch.getBoolean("ignores_shutdown", traits.ignoresShutdown()));
    }

    private static List<Nic> nics(JsonArray list) {
        List<Nic> nics = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonObject nic = list.getJsonObject(i);
            nics.add(new Nic(i, Fields.text(nic, "mac"), Fields.text(nic, "ip"), nic.getBoolean("dhcp", false)));
        }
        return nics;
    }
}
