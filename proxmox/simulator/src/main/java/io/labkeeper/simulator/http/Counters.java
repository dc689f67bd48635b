package io.labkeeper.simulator.http;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** How often what was asked, by endpoint, token and status. Safe to use from any thread. */
public final class Counters {

    private static final String NOBODY = "-";

    private final Map<String, Endpoint> endpoints = new TreeMap<>();

    private static final class Endpoint {
        private long count;
        private final Map<String, Long> byToken = new TreeMap<>();
        private final Map<String, Long> byOutcome = new TreeMap<>();
    }

    /**
     * @param endpoint "GET /cluster/resources"
     * @param user null if refused at the door
     */
    synchronized void arrived(String endpoint, String user) {
        Endpoint entry = entry(endpoint);
        entry.count++;
        entry.byToken.merge(user == null ? NOBODY : user, 1L, Long::sum);
    }

    /**
     * @param outcome a status, or what became of the answer ("hang", "reset")
     */
    synchronized void ended(String endpoint, String outcome) {
        entry(endpoint).byOutcome.merge(outcome, 1L, Long::sum);
    }

    private Endpoint entry(String endpoint) {
        return endpoints.computeIfAbsent(endpoint, e -> new Endpoint());
    }

    public synchronized void reset() {
        endpoints.clear();
    }

    public synchronized long total() {
        return endpoints.values().stream().mapToLong(e -> e.count).sum();
    }

    /**
     * @param endpoint method and template: "GET /nodes/{node}/qemu/{vmid}/config"
     */
    public synchronized long of(String endpoint) {
        Endpoint entry = endpoints.get(endpoint);
        return entry == null ? 0 : entry.count;
    }

    /** All of it: {@code {"total", "endpoints": {"GET /…": {"count", "tokens": {…}, "outcomes": {…}}}}}. */
    public synchronized JsonObject toJson() {
        JsonObject all = new JsonObject();
        endpoints.forEach((name, entry) -> all.put(
                name,
                new JsonObject()
                        .put("count", entry.count)
                        .put("tokens", object(entry.byToken))
                        .put("outcomes", object(entry.byOutcome))));
        return new JsonObject().put("total", total()).put("endpoints", all);
    }

    private static JsonObject object(Map<String, Long> values) {
        JsonObject object = new JsonObject();
        values.forEach(object::put);
        return object;
    }
}
