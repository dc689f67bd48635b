package io.labkeeper.simulator.control;

import io.labkeeper.simulator.power.PowerLog;
import io.labkeeper.simulator.state.Release;
import io.labkeeper.simulator.state.Settings;
import io.labkeeper.simulator.state.Timing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The control API's operations on nodes and settings, and what it tells. */
final class ClusterOperations {

    private final Control control;

    ClusterOperations(Control control) {
        this.control = control;
    }

    List<Operation> operations() {
        return List.of(
                new Operation("GET", "/_sim/state", (path, body) -> state()),
                new Operation("POST", "/_sim/nodes/{node}", this::node),
                new Operation("POST", "/_sim/nodes/{node}/statistics", this::statistics),
                new Operation("POST", "/_sim/quorum", (path, body) -> quorum(body)),
                new Operation("GET", "/_sim/settings", (path, body) -> settings()),
                new Operation("PATCH", "/_sim/settings", (path, body) -> change(body)),
                new Operation("POST", "/_sim/seed", (path, body) -> done(() -> reseed(body))),
                new Operation("POST", "/_sim/sample", (path, body) -> done(control::sampleNow)),
                new Operation("DELETE", "/_sim/sample", (path, body) -> done(control::forgetStatistics)),
                new Operation("GET", "/_sim/requests", (path, body) -> control.requests()
                        .toJson()),
                new Operation("DELETE", "/_sim/requests", (path, body) -> done(control.requests()::reset)),
                new Operation("GET", "/_sim/orders", (path, body) -> orders()),
                new Operation("DELETE", "/_sim/orders", (path, body) -> done(control::forgetOrders)));
    }

    private static Object done(Runnable work) {
        work.run();
        return Operation.DONE;
    }

    private void reseed(JsonObject body) {
        control.reseed(body.getInteger("vms", 60), body.getInteger("nodes", 3), body.getLong("seed", 1L));
    }

    private JsonObject state() {
        return control.world().locked(() -> StateDump.all(control.world()));
    }

    private Object node(Map<String, String> path, JsonObject body) {
        String node = path.get("node");
        String status = body.getString("status", "");
        switch (status) {
            case "up" -> control.nodes().up(node);
            case "down" -> control.nodes().down(node);
            case "unreachable" -> control.nodes().unreachable(node, body.getInteger("proxy_status", 595));
            default -> throw new IllegalArgumentException("\"status\" must be up, down or unreachable");
        }
        return Operation.DONE;
    }

    private Object statistics(Map<String, String> path, JsonObject body) {
        control.nodes().statistics(path.get("node"), Fields.flag(body, "works"));
        return Operation.DONE;
    }

    private Object quorum(JsonObject body) {
        control.nodes().quorum(Fields.flag(body, "quorate"));
        return Operation.DONE;
    }

    private JsonObject settings() {
        Settings settings = control.world().settings();
        JsonObject json = new JsonObject()
                .put("release", settings.release().toString())
                .put("numbers_as_text", settings.numbersAsText());
        for (Timing timing : Timing.values()) {
            json.put(timing.key(), settings.get(timing).toMillis());
        }
        return json;
    }

    private JsonObject change(JsonObject body) {
        for (Map.Entry<String, Object> entry : body) {
            change(entry.getKey(), entry.getValue());
        }
        return settings();
    }

    private void change(String name, Object value) {
        if (name.equals("release")) {
            control.setRelease(Release.parse((String) value));
        } else if (name.equals("numbers_as_text")) {
            control.setNumbersAsText((Boolean) value);
        } else {
            control.setTiming(timing(name), Duration.ofMillis(((Number) value).longValue()));
        }
    }

    private static Timing timing(String key) {
        for (Timing timing : Timing.values()) {
            if (timing.key().equals(key)) {
                return timing;
            }
        }
        throw new IllegalArgumentException("no setting " + key);
    }

    private JsonArray orders() {
        JsonArray rows = new JsonArray();
        for (PowerLog.Entry entry : control.orders()) {
            rows.add(new JsonObject()
                    .put("time", entry.time().toString())
                    .put("vmid", entry.order().vmid())
                    .put("type", entry.order().kind().word())
                    .put("node", entry.order().node())
                    .put("command", entry.order().command())
                    .put("user", entry.order().user())
                    .put("params", new JsonObject(Map.copyOf(entry.order().params())))
                    .put("upid", entry.upid())
                    .put("error", entry.error()));
        }
        return rows;
    }
}
