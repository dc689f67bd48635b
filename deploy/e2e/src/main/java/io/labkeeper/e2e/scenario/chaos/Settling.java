package io.labkeeper.e2e.scenario.chaos;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.lab.LabState;
import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Renaming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Puts right what was broken, and waits until all is well: every replica ready and listening, and a change shown by all of them. */
final class Settling {
    private static final Duration WELL = Duration.ofSeconds(60);
    private static final Set<String> SERVICES = Set.of("sync-worker", "inventory-service", "action-service");

    private final Bench bench;

    Settling(Bench bench) {
        this.bench = bench;
    }

    /** The parts that have ended although nothing was done to end them. */
    Set<String> endedByThemselves(List<Trouble> troubles) {
        Set<String> ended = new TreeSet<>();
        bench.lab().state().parts().stream()
                .filter(part -> part.pid() > 0 && !part.alive())
                .forEach(part -> ended.add(part.name()));
        troubles.forEach(trouble -> trouble.kills().ifPresent(ended::remove));
        return ended;
    }

    /**
     * What is frozen goes on first: nothing can be started that waits for it. One trouble that cannot be put right keeps none of the others
     * from it.
     *
     * @return what could not be put right, and why
     */
    List<String> heal(List<Trouble> troubles) {
        List<String> failed = new ArrayList<>();
        troubles.forEach(trouble -> attempt(trouble.what(), () -> trouble.heal().accept(bench), failed));
        attempt("start what has ended", () -> startEnded(troubles), failed);
        return failed;
    }

    private static void attempt(String what, Runnable work, List<String> failed) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failed.add(what + ": " + e.getMessage());
        }
    }

    private void startEnded(List<Trouble> troubles) {
        if (troubles.stream().anyMatch(trouble -> trouble.kills().isPresent())) {
            troubles.forEach(trouble -> trouble.kills().ifPresent(this::awaitEnd));
            bench.lab().repair();
        }
    }

    /** One that was only asked to stop may still be at it. */
    private void awaitEnd(String name) {
        Part part = bench.lab().state().part(name);
        Eventually.happens(name + " gone", WELL, () -> !part.alive());
    }

    /** @return how long it took until every replica was ready and listened to the feed */
    Duration untilWell() {
        return Eventually.happens("every replica ready and listening", WELL, this::well);
    }

    private boolean well() {
        LabState state = bench.lab().state();
        return state.parts().stream()
                .filter(part -> SERVICES.contains(part.kind()))
                .allMatch(part -> bench.lab().health(part.name()).ready()
                        && Metrics.of(List.of(part)).sum("labkeeper_feed_trusted") == 1);
    }

    /** A change in Proxmox. @return how long after its commit all replicas showed it */
    Duration probe(Duration bound) {
        try (Renaming renaming = new Renaming(bench)) {
            return renaming.fromCommitToShown(bound);
        }
    }
}
