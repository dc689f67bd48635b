package io.labkeeper.worker.address.arp;

import io.labkeeper.worker.address.Neighbour;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * One sweep: nudges, reads the table, nudges on. Each step is a short piece of blocking work on a worker thread; between the
 * steps no thread waits.
 */
final class Sweeper {
    private static final Logger LOG = Logger.getLogger(Sweeper.class);
    private static final Duration BEAT = Duration.ofMillis(200);

    private final Sweep sweep;
    private final Nudger nudger;
    private final Supplier<List<Neighbour>> table;
    private int refused;
    private IOException refusal;

    /**
     * @param table reads the table; blocks
     */
    Sweeper(Sweep sweep, Nudger nudger, Supplier<List<Neighbour>> table) {
        this.sweep = sweep;
        this.nudger = nudger;
        this.table = table;
    }

    /** Fails if the table cannot be read. */
    Uni<List<Neighbour>> run() {
        return Multi.createBy()
                .repeating()
                .uni(() -> Uni.createFrom().item(this::step).runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
                .withDelay(BEAT)
                .whilst(step -> !step.last())
                .collect()
                .last()
                .map(Step::seen)
                .onTermination()
                .invoke(this::close);
    }

    private record Step(List<Neighbour> seen, boolean last) {}

    private Step step() {
        long now = System.nanoTime();
        List<Neighbour> seen = table.get();
        Set<String> owned = seen.stream().map(Neighbour::ip).collect(Collectors.toSet());
        sweep.next(owned, now).forEach(this::nudge);
        return new Step(seen, sweep.done(now));
    }

    private void nudge(String address) {
        try {
            if (!nudger.nudge(address)) {
                sweep.putBack(address);
            }
        } catch (IOException e) {
            refused++;
            refusal = e;
        }
    }

    private void close() {
        if (refused > 0) {
            LOG.warnf("source=arp %d nudges could not be sent, the last one: %s", refused, refusal.getMessage());
        }
        try {
            nudger.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
