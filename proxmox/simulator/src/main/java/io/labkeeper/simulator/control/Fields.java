package io.labkeeper.simulator.control;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Reads what a request to the control API must or may have. */
final class Fields {

    private Fields() {}

    /**
     * @throws IllegalArgumentException if it is missing
     */
    static String text(JsonObject body, String name) {
        return present(body.getString(name), name);
    }

    /**
     * @throws IllegalArgumentException if it is missing
     */
    static boolean flag(JsonObject body, String name) {
        return present(body.getBoolean(name), name);
    }

    /** In milliseconds; zero if it is missing. */
    static Duration millis(JsonObject body, String name) {
        return Duration.ofMillis(body.getLong(name, 0L));
    }

    private static <T> T present(T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("\"" + name + "\" is missing");
        }
        return value;
    }
}
