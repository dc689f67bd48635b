package io.labkeeper.e2e.lab;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Http;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The TCP proxies between each service replica and each store, broken on purpose. */
public final class StoreProxies {

    /** What can be done to the connections through a proxy. */
    public enum Mode {
        /** All pass. */
        UP,
        /** All are closed, new ones too. */
        DOWN,
        /** They stay open, and no byte passes. */
        HANG,
        /** All are closed now; new ones are welcome. */
        CUT
    }

    private final List<Part> proxies;

    StoreProxies(LabState state) {
        this.proxies = state.ofKind("proxy");
        if (proxies.isEmpty()) {
            throw new ProveException("the lab runs without store proxies");
        }
    }

    public int count() {
        return proxies.size();
    }

    /** Does it to all of them, one right after the other. */
    public void all(Mode mode) {
        proxies.forEach(proxy -> set(proxy, mode));
    }

    /** Does it to those before one store: "postgres" or "redis". */
    public void store(String store, Mode mode) {
        proxies.stream()
                .filter(proxy -> store.equals(proxy.facts().path("store").asText()))
                .forEach(proxy -> set(proxy, mode));
    }

    /** Does it to the one between a replica and a store. */
    public void one(String store, String replica, Mode mode) {
        proxies.stream()
                .filter(proxy -> store.equals(proxy.facts().path("store").asText()))
                .filter(proxy -> replica.equals(proxy.facts().path("part").asText()))
                .findFirst()
                .ifPresentOrElse(proxy -> set(proxy, mode), () -> {
                    throw new ProveException("no proxy between " + replica + " and " + store);
                });
    }

    private static void set(Part proxy, Mode mode) {
        URI uri = URI.create(proxy.facts().path("control_url").asText() + "?mode="
                + mode.name().toLowerCase(Locale.ROOT));
        Answer answer = Http.send("PUT", uri, Map.of(), null);
        if (answer.status() != 200) {
            throw new ProveException("PUT " + uri + ": " + answer.status() + " " + answer.body());
        }
    }
}
