package io.labkeeper.simulator.api;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** The types that old releases, or careless formatters, use. */
final class LooseTypes {

    private static final List<String> CONTAINER_TEXT = List.of("disk", "maxdisk");

    private LooseTypes() {}

    /** {@code status/current} of PVE 6: number as text here and there, empty text for what is not set. */
    static JsonObject asInSix(JsonObject status, boolean container) {
        text(status, "vmid");
        text(status, "pid");
        if (container) {
            CONTAINER_TEXT.forEach(name -> text(status, name));
        }
        if (!status.containsKey("template")) {
            status.put("template", "");
        }
        if (!status.containsKey("lock")) {
            status.put("lock", "");
        }
        return status;
    }

    /** Every number as text. */
    static JsonObject allAsText(JsonObject row) {
        List.copyOf(row.fieldNames()).forEach(name -> text(row, name));
        return row;
    }

    private static void text(JsonObject object, String name) {
        if (object.getValue(name) instanceof Number number) {
            object.put(name, number.toString());
        }
    }
}
