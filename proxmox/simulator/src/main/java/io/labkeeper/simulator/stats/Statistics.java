package io.labkeeper.simulator.stats;

import io.labkeeper.simulator.state.Guest;
import io.labkeeper.simulator.state.Node;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.simulator.state.World;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The statistics daemons of all nodes: they sample their guests every {@link Timing#LAG}, and lists show the samples.
 * A dead node samples nothing; its guests' records die after {@link Timing#STATISTICS_EXPIRY}.
 */
public final class Statistics {

    private final World world;
    private final Map<Integer, StatRecord> records = new HashMap<>();
    /** Raised when the interval changes, so that the timer of the old one finds itself out of date. */
    private int generation;

    public Statistics(World world) {
        this.world = world;
    }

    /** Samples now and from now on in the interval set; also to be called when the interval was changed. */
    public void restart() {
        generation++;
        sample();
        schedule(generation);
    }

    /** Forgets all samples, as when the cluster's file system restarts: names are missing until the next sample. */
    public void forget() {
        records.clear();
    }

    private void schedule(int current) {
        if (!live()) {
            world.later(world.time(Timing.LAG), () -> tick(current));
        }
    }

    private void tick(int current) {
        if (current == generation) {
            sample();
            schedule(current);
        }
    }

    /** Samples every guest on every node that runs. */
    public void sample() {
        Instant now = world.now();
        for (Guest guest : world.cluster().guests()) {
            if (samples(guest)) {
                records.put(guest.vmid(), StatRecord.of(guest, now));
            }
        }
    }

    /** What a list may show of the guest; empty if nobody has said anything for too long. */
    public Optional<StatRecord> of(Guest guest, Instant now) {
        if (live() && samples(guest)) {
            StatRecord fresh = StatRecord.of(guest, now);
            records.put(guest.vmid(), fresh);
            return Optional.of(fresh);
        }
        return Optional.ofNullable(records.get(guest.vmid())).filter(r -> !expired(r, now));
    }

    private boolean live() {
        return world.time(Timing.LAG).isZero();
    }

    private boolean samples(Guest guest) {
        return world.cluster().node(guest.node()).filter(Node::online).isPresent();
    }

    private boolean expired(StatRecord statistics, Instant now) {
        return statistics.takenAt().plus(world.time(Timing.STATISTICS_EXPIRY)).isBefore(now);
    }
}
