package io.labkeeper.reader.view;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The clusters that Postgres does not name, and for how long it has not. One that is missing for a moment is still there: whoever deletes
 * its row deletes its lease, and the next holder writes it anew.
 */
final class Absences {
    private final long patience;
    private final LongSupplier nanoTime;
    private final Map<String, Long> since = new HashMap<>();

    /**
     * @param patience how long a cluster must be missing to count as gone
     * @param nanoTime a clock that only goes forward
     */
    Absences(Duration patience, LongSupplier nanoTime) {
        this.patience = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * Postgres has named all clusters there are.
     *
     * @param known those that could be missing
     * @return those of them that have been missing for long enough
     */
    synchronized Set<String> gone(Set<String> known, Set<String> named) {
        long now = nanoTime.getAsLong();
        Set<String> missing = new HashSet<>(known);
        missing.removeAll(named);
        since.keySet().retainAll(missing);
        missing.forEach(cluster -> since.putIfAbsent(cluster, now));
        return since.entrySet().stream()
                .filter(entry -> now - entry.getValue() >= patience)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
