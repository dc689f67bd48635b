package io.labkeeper.lab.services;

import io.labkeeper.lab.proxies.StoreProxies;
import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Options;
import io.labkeeper.lab.state.Part;
import io.labkeeper.lab.stores.PostgresUrl;
import io.labkeeper.lab.stores.Stores;
import java.util.ArrayList;
import java.util.List;

/** Which store proxies there are: one for each replica and store, if they are wanted. */
public final class StoreProxyPlan {
    private StoreProxyPlan() {}

    /** What the proxy's port is for. */
    static String purpose(String store, Replica replica) {
        return "proxy-" + store + "-" + replica.name();
    }

    public static List<StoreProxies.Spec> of(LabState state, Stores stores) {
        Options.Stores options = state.options().stores();
        if (!options.proxies()) {
            return List.of();
        }
        PostgresUrl postgres = stores.postgresAdmin(state.port(Part.POSTGRES));
        List<StoreProxies.Spec> specs = new ArrayList<>();
        for (Replica replica : Replica.all(state.options().replicas())) {
            int port = state.port(purpose(Part.POSTGRES, replica));
            specs.add(new StoreProxies.Spec(Part.POSTGRES, replica.name(), port, postgres.host(), postgres.port()));
            if (!options.noRedis()) {
                int redisPort = state.port(purpose(Part.REDIS, replica));
                specs.add(new StoreProxies.Spec(
                        Part.REDIS, replica.name(), redisPort, "127.0.0.1", state.port(Part.REDIS)));
            }
        }
        return specs;
    }

    /** How a proxy is shown in the state. */
    public static Part part(StoreProxies.Spec spec, int controlPort) {
        return Part.of("proxy-" + spec.store() + "-" + spec.part(), Part.PROXY)
                .url("tcp://127.0.0.1:" + spec.port())
                .with("store", spec.store())
                .with("part", spec.part())
                .with("control_url", "http://127.0.0.1:" + controlPort + "/_proxy/" + spec.store() + "/" + spec.part());
    }
}
