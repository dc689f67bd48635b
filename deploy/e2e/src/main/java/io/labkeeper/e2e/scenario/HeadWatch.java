package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.check.Database;
import io.labkeeper.e2e.check.Database.Head;
import io.labkeeper.e2e.check.FencesOnlyGrow;
import io.labkeeper.e2e.check.FencesOnlyGrow.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks at the heads of all clusters in Postgres again and again, ten times a second. */
public final class HeadWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration LAST_LOOK = Duration.ofSeconds(25);

    private final Database database;
    private final Map<String, List<Look>> looks = new TreeMap<>();
    private final Map<String, List<Instant>> reads = new TreeMap<>();
    private final Thread thread = new Thread(this::look, "watch heads");
    private volatile boolean closed;

    public HeadWatch(Database database) {
        this.database = database;
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        while (!closed) {
            try {
                keep(database.heads());
            } catch (ProveException away) {
                // Postgres may be what the story breaks; there is just nothing to see meanwhile.
                continue;
            } finally {
                Eventually.pause(EVERY);
            }
        }
    }

    private synchronized void keep(Map<String, Head> heads) {
        heads.forEach((cluster, head) -> {
            looks.computeIfAbsent(cluster, c -> new ArrayList<>()).add(new Look(head.fence(), head.owner()));
            List<Instant> times = reads.computeIfAbsent(cluster, c -> new ArrayList<>());
            if (head.quickAt() != null
                    && (times.isEmpty() || !times.get(times.size() - 1).equals(head.quickAt()))) {
                times.add(head.quickAt());
            }
        });
    }

    /** Whether there was one writer at a time. */
    public synchronized void oneWriter(String cluster, Findings findings) {
        findings.expect(FencesOnlyGrow.check(cluster, looks.getOrDefault(cluster, List.of())));
    }

    /** How often a cluster's list was read meanwhile, as far as seen. */
    synchronized int reads(String cluster) {
        return reads.getOrDefault(cluster, List.of()).size();
    }

    /** The longest time between two reads of a cluster's list, the time since the last one included. */
    synchronized Duration longestPause(String cluster) {
        List<Instant> times = new ArrayList<>(reads.getOrDefault(cluster, List.of()));
        times.add(database.now());
        Duration longest = Duration.ZERO;
        for (int i = 1; i < times.size(); i++) {
            Duration pause = Duration.between(times.get(i - 1), times.get(i));
            longest = pause.compareTo(longest) > 0 ? pause : longest;
        }
        return longest;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(LAST_LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
