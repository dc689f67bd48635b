package io.labkeeper.e2e.load;

import io.labkeeper.e2e.api.VmRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything that was seen and accepted during a run, for the checkers. Safe to use from any thread. */
public final class History {
    private final Map<String, List<Sighting>> sightings = new TreeMap<>();
    private final List<Accepted> accepted = new ArrayList<>();

    /**
     * An action that was answered with 202.
     *
     * @param kind "start", "stop", …
     */
    public record Accepted(String id, VmRef vm, String kind) {}

    /**
     * @param reader which replica answered
     */
    public synchronized void seen(String reader, Sighting sighting) {
        sightings.computeIfAbsent(reader, name -> new ArrayList<>()).add(sighting);
    }

    public synchronized void accepted(Accepted action) {
        accepted.add(action);
    }

    /** By reader, in the order of the answers. */
    public synchronized Map<String, List<Sighting>> sightings() {
        Map<String, List<Sighting>> copy = new TreeMap<>();
        sightings.forEach((reader, list) -> copy.put(reader, List.copyOf(list)));
        return copy;
    }

    public synchronized List<Accepted> accepted() {
        return List.copyOf(accepted);
    }
}
