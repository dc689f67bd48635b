package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Version;
import io.labkeeper.e2e.check.Database;
import io.labkeeper.e2e.check.Database.Head;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Nothing happens, and so nothing may be written: uptime, CPU and memory move no revision. */
public final class UnchangedFleet implements Scenario {
    private static final int SYNCS = 10;
    private static final Duration LATE = Duration.ofSeconds(5);

    @Override
    public String id() {
        return "S4b";
    }

    @Override
    public String promise() {
        return "an unchanged fleet of running VMs raises no revision over ten quick syncs";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Database database = bench.database();
        Map<String, Head> before = settled(bench, database);
        long running = bench.simulators().stream()
                .flatMap(simulator -> simulator.guests().stream())
                .filter(guest -> guest.running())
                .count();
        Map<String, Syncs> syncs = watch(bench, database, before);
        syncs.forEach((cluster, seen) -> {
            Version first = before.get(cluster).version();
            boolean same = new HashSet<>(seen.versions()).equals(Set.of(first));
            findings.expect(same, cluster + ": " + seen.versions());
            if (!same) {
                findings.note(cluster + " changed: " + database.changedSince(cluster, first.revision()));
            }
        });
        findings.expect(running > 0, running + " VMs running");
    }

    /** Waits until a whole full interval, with what may follow it, has brought nothing new. */
    private static Map<String, Head> settled(Bench bench, Database database) {
        Duration calm = bench.pace().full().plus(bench.pace().quick());
        long[] since = {System.nanoTime()};
        List<Map<String, Version>> last = new ArrayList<>(List.of(database.versions()));
        Eventually.happens("a fleet at rest", calm.multipliedBy(8), () -> {
            Map<String, Version> now = database.versions();
            if (!now.equals(last.get(0))) {
                last.set(0, now);
                since[0] = System.nanoTime();
            }
            return System.nanoTime() - since[0] > calm.toNanos();
        });
        return database.heads();
    }

    /** The versions after each of the next ten reads of the list. */
    private static Map<String, Syncs> watch(Bench bench, Database database, Map<String, Head> before) {
        Map<String, Syncs> syncs = new TreeMap<>();
        before.forEach((cluster, head) -> syncs.put(cluster, new Syncs(head.quickAt())));
        Duration limit = bench.pace().quick().plus(LATE).multipliedBy(SYNCS);
        Eventually.happens(SYNCS + " quick syncs of every cluster", limit, () -> {
            database.heads().forEach((cluster, head) -> syncs.get(cluster).look(head));
            return syncs.values().stream().allMatch(seen -> seen.versions().size() >= SYNCS);
        });
        return syncs;
    }

    /** Notes the version whenever there was another sync. */
    private static final class Syncs {
        private final List<Version> versions = new ArrayList<>();
        private Instant last;

        Syncs(Instant last) {
            this.last = last;
        }

        void look(Head head) {
            if (head.quickAt().isAfter(last)) {
                last = head.quickAt();
                versions.add(head.version());
            }
        }

        List<Version> versions() {
            return List.copyOf(versions);
        }
    }
}
