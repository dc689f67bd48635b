package io.labkeeper.e2e.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that goes wrong with the requests of sync-worker to a simulated cluster; those of action-service are spared but by
 * {@link #obeyedButUnheard}.
 *
 * @param order as the control API takes it
 */
public record Fault(Map<String, Object> order) {
    /** Where the list of all guests and nodes is read. */
    public static final String LIST = "/cluster/resources";

    /** The token of sync-worker. */
    static final String READER = "labkeeper@pve!reader";

    public Fault {
        order = Map.copyOf(order);
    }

    /**
     * @param kind delay, hang, status, reset, body, garbage, truncate, drip, partial, fewer_guests
     * @param path below {@code /api2/json}; "*" stands for anything
     */
    public static Fault of(String kind, String path) {
        return new Fault(Map.of("kind", kind, "method", "GET", "path", path, "token", READER));
    }

    /** An order of action-service is obeyed, and the connection is reset before it hears so. */
    public static Fault obeyedButUnheard(String command, double probability) {
        return new Fault(Map.of(
                "kind",
                "reset",
                "method",
                "POST",
                "path",
                "/nodes/*/*/*/status/" + command,
                "after",
                true,
                "probability",
                probability));
    }

    /** An answer with that status and reason. */
    public static Fault status(int status, String reason, String path) {
        return of("status", path).with("status", status).with("text", reason);
    }

    /** An answer 200 with that body. */
    public static Fault body(String text, String path) {
        return of("body", path).with("text", text);
    }

    /** The request is carried out first, and only its answer suffers. */
    public Fault after() {
        return with("after", true);
    }

    /** Nothing goes wrong at all: it only counts. */
    public static Fault none(String path) {
        return of("delay", path);
    }

    /** At most so many times. */
    public Fault times(int count) {
        return with("count", count);
    }

    /** So much later; of a drip: so long between its drops. */
    public Fault delay(Duration delay) {
        return with("delay_ms", delay.toMillis());
    }

    public Fault with(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(order);
        more.put(key, value);
        return new Fault(more);
    }
}
