package io.labkeeper.simulator.control;

import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.TaskOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** The control API's operations on guests. */
final class GuestOperations {

    private static final String GUEST = "/_sim/guests/{vmid}";

    private final Control control;
    private final GuestControl guests;

    GuestOperations(Control control) {
        this.control = control;
        this.guests = control.guests();
    }

    List<Operation> operations() {
        return List.of(
                new Operation("POST", "/_sim/guests", (path, body) -> create(body)),
                new Operation("DELETE", "/_sim/guests", (path, body) -> delete(body)),
                new Operation("GET", GUEST, (path, body) -> dump(vmid(path))),
                new Operation("PATCH", GUEST, this::edit),
                new Operation("DELETE", GUEST, (path, body) -> {
                    guests.delete(vmid(path));
                    return Operation.DONE;
                }),
                on("/start", (vmid, body) -> guests.start(vmid)),
                on("/stop", (vmid, body) -> guests.stop(vmid)),
                on("/state", (vmid, body) -> guests.state(vmid, Fields.text(body, "state"))),
                on("/lock", (vmid, body) -> guests.lock(vmid, Fields.text(body, "lock"))),
                on("/unlock", (vmid, body) -> guests.unlock(vmid)),
                on(
                        "/migrate",
                        (vmid, body) ->
                                guests.migrate(vmid, Fields.text(body, "node"), Fields.millis(body, "duration_ms"))),
                on("/ha", (vmid, body) -> ha(vmid, body)),
                on("/next-task", (vmid, body) -> guests.nextTask(vmid, outcome(body))));
    }

    private interface Change {
        void apply(int vmid, JsonObject body);
    }

    private Operation on(String word, Change change) {
        return new Operation("POST", GUEST + word, (path, body) -> {
            change.apply(vmid(path), body);
            return dump(vmid(path));
        });
    }

    private JsonObject create(JsonObject body) {
        GuestKind kind = GuestKind.of(body.getString("type", "qemu"));
        String node = body.getString("node", control.nodes().names().get(0));
        String name = body.getString("name");
        int vmid = body.containsKey("vmid")
                ? guests.create(body.getInteger("vmid"), kind, node, name)
                : guests.create(kind, node, name);
        guests.edit(vmid, spec -> GuestPatch.apply(spec, body));
        if (body.getBoolean("running", false)) {
            guests.start(vmid);
        }
        return dump(vmid);
    }

    private Object delete(JsonObject body) {
        guests.delete(body.getJsonArray("vmids", new JsonArray()).stream()
                .map(Integer.class::cast)
                .toList());
        return Operation.DONE;
    }

    private JsonObject edit(Map<String, String> path, JsonObject body) {
        guests.edit(vmid(path), spec -> GuestPatch.apply(spec, body));
        return dump(vmid(path));
    }

    private void ha(int vmid, JsonObject body) {
        if (body.getBoolean("managed", true)) {
            guests.manageByHa(vmid, body.getString("target"));
        } else {
            guests.releaseFromHa(vmid);
        }
    }

    private static TaskOutcome outcome(JsonObject body) {
        return new TaskOutcome(
                body.getString("error"),
                body.getInteger("warnings", 0),
                body.containsKey("duration_ms") ? Fields.millis(body, "duration_ms") : null,
                body.containsKey("dies_after_ms") ? Fields.millis(body, "dies_after_ms") : null);
    }

    private JsonObject dump(int vmid) {
        return guests.look(vmid, guest -> StateDump.guest(guest, control.world()));
    }

    private static int vmid(Map<String, String> path) {
        return Integer.parseInt(path.get("vmid"));
    }
}
