package io.labkeeper.simulator.control;

import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** The control API's operations on faults. */
final class FaultOperations {

    private final Control control;

    FaultOperations(Control control) {
        this.control = control;
    }

    List<Operation> operations() {
        return List.of(
                new Operation("GET", "/_sim/faults", (path, body) -> list()),
                new Operation("POST", "/_sim/faults", (path, body) -> add(body)),
                new Operation("DELETE", "/_sim/faults", (path, body) -> clear()),
                new Operation("DELETE", "/_sim/faults/{id}", (path, body) -> remove(path)));
    }

    private JsonArray list() {
        JsonArray rows = new JsonArray();
        control.faults().list().forEach((id, fault) -> rows.add(row(id, fault)));
        return rows;
    }

    private JsonObject row(String id, Fault fault) {
        return new JsonObject()
                .put("id", id)
                .put("kind", fault.kind().word())
                .put("method", fault.match().method())
                .put("path", fault.match().path())
                .put("token", fault.match().user())
                .put("delay_ms", fault.effect().delay().toMillis())
                .put("status", fault.effect().status())
                .put("text", fault.effect().text())
                .put("keep", fault.effect().keep())
                .put("after", fault.effect().after())
                .put("probability", fault.probability())
                .put("count", fault.count())
                .put("struck", control.faults().struck(id));
    }

    private JsonObject add(JsonObject body) {
        Fault fault = new Fault(
                new Fault.Match(body.getString("method"), body.getString("path", "*"), body.getString("token")),
                FaultKind.of(body.getString("kind", "")),
                new Fault.Effect(
                        Duration.ofMillis(body.getLong("delay_ms", 0L)),
                        body.getInteger("status", 500),
                        body.getString("text"),
                        body.getDouble("keep", 0.5),
                        body.getBoolean("after", false)),
                body.getDouble("probability", 1.0),
                body.getInteger("count", 0));
        String id = control.faults().add(fault);
        return row(id, fault);
    }

    private Object clear() {
        control.faults().clear();
        return Operation.DONE;
    }

    private Object remove(Map<String, String> path) {
        if (!control.faults().remove(path.get("id"))) {
            throw new NoSuchElementException("no fault " + path.get("id"));
        }
        return Operation.DONE;
    }
}
