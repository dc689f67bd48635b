package io.labkeeper.e2e.load;

import io.labkeeper.e2e.api.Version;
import java.util.Map;

/**
 * The versions that one answer of a reader was made from.
 *
 * @param sentNanos when the request was sent, on the clock of {@link System#nanoTime()}
 * @param answeredNanos when the answer was there
 * @param versions by cluster
 */
public record Sighting(long sentNanos, long answeredNanos, Map<String, Version> versions) {

    public Sighting {
        versions = Map.copyOf(versions);
    }
}
