package io.labkeeper.e2e.check;

import io.labkeeper.e2e.api.Version;
import io.labkeeper.e2e.load.Sighting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * No reader shows an older version of a cluster than it has shown before. Two requests that were open at the same time may be
 * answered in any order; so an answer is compared with those that were there before its request was sent.
 */
public final class VersionsNeverGoBack {

    private VersionsNeverGoBack() {}

    /**
     * @param sightings by reader
     */
    public static CheckResult check(Map<String, List<Sighting>> sightings) {
        List<String> violations = new ArrayList<>();
        sightings.forEach((reader, list) -> violations.addAll(ofReader(reader, list)));
        long answers = sightings.values().stream().mapToLong(List::size).sum();
        return CheckResult.of(answers, "answers with versions of " + sightings.size() + " replicas", violations);
    }

    private static List<String> ofReader(String reader, List<Sighting> sightings) {
        List<Sighting> inOrder = sightings.stream()
                .sorted(Comparator.comparingLong(Sighting::answeredNanos))
                .toList();
        // by cluster: the highest version that had been shown at each moment
        Map<String, NavigableMap<Long, Version>> shown = new TreeMap<>();
        List<String> violations = new ArrayList<>();
        for (Sighting sighting : inOrder) {
            sighting.versions().forEach((cluster, version) -> {
                NavigableMap<Long, Version> highest = shown.computeIfAbsent(cluster, c -> new TreeMap<>());
                Map.Entry<Long, Version> before = highest.lowerEntry(sighting.sentNanos());
                if (before != null && version.compareTo(before.getValue()) < 0) {
                    violations.add(reader + " showed " + cluster + " at " + version + " after " + before.getValue());
                }
                if (highest.isEmpty() || version.compareTo(highest.lastEntry().getValue()) > 0) {
                    highest.put(sighting.answeredNanos(), version);
                }
            });
        }
        return violations;
    }
}
