package io.labkeeper.e2e.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How a scenario went.
 *
 * @param measured what was seen, with the reason of a failure
 * @param skipped whether it could not be played here; then it has neither passed nor failed
 * @param millis how long it took
 */
public record Result(
        @JsonProperty("id") String id,
        @JsonProperty("promise") String promise,
        @JsonProperty("measured") List<String> measured,
        @JsonProperty("passed") boolean passed,
        @JsonProperty("skipped") boolean skipped,
        @JsonProperty("duration_ms") long millis) {

    public Result {
        measured = List.copyOf(measured);
    }

    /** One that was played. */
    public Result(String id, String promise, List<String> measured, boolean passed, long millis) {
        this(id, promise, measured, passed, false, millis);
    }
}
