package io.labkeeper.e2e.lab;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Http;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

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

    /** What passes those before one store comes that much later, each way. */
    public void delay(String store, Duration delay) {
        before(store).forEach(proxy -> order(proxy, "delay&ms=" + delay.toMillis()));
    }

    /** Each connection of that replica to Redis loses the next message with this text, once. */
    public void swallow(String replica, String text) {
        order(redisOf(replica), "swallow&text=" + encoded(text));
    }

    /** Those connections of that replica to Redis on which this text comes next stay open, and no byte passes there any more. */
    public void mute(String replica, String text) {
        order(redisOf(replica), "mute&text=" + encoded(text));
    }

    /** How often {@link #swallow} and {@link #mute} have struck between that replica and Redis. */
    public int sprung(String replica) {
        URI control = URI.create(redisOf(replica).facts().path("control_url").asText());
        return Http.send("GET", control.resolve("/_proxy"), Map.of(), null)
                .json()
                .path("sprung")
                .path("redis/" + replica)
                .asInt();
    }

    private Part redisOf(String replica) {
        return before("redis")
                .filter(proxy -> replica.equals(proxy.facts().path("part").asText()))
                .findFirst()
                .orElseThrow(() -> new ProveException("no proxy between " + replica + " and Redis"));
    }

    private Stream<Part> before(String store) {
        return proxies.stream()
                .filter(proxy -> store.equals(proxy.facts().path("store").asText()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void set(Part proxy, Mode mode) {
        order(proxy, mode.name().toLowerCase(Locale.ROOT));
    }

    private static void order(Part proxy, String order) {
        URI uri = URI.create(proxy.facts().path("control_url").asText() + "?mode=" + order);
        Answer answer = Http.send("PUT", uri, Map.of(), null);
        if (answer.status() != 200) {
            throw new ProveException("PUT " + uri + ": " + answer.status() + " " + answer.body());
        }
    }
}
