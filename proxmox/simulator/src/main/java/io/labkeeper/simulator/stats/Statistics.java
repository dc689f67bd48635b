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
 * The statistics daemons of all nodes: they sample their node and its guests every {@link Timing#LAG}, and lists show the samples.
 * A dead node, and one whose daemon hangs, samples nothing; its records die after {@link Timing#STATISTICS_EXPIRY}.
 */
public final class Statistics {

    private final World world;
    private final Map<Integer, StatRecord> records = new HashMap<>();
    private final Map<String, Instant> nodes = new HashMap<>();
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
        nodes.clear();
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

    /** Samples every node that runs and every guest on it. */
    public void sample() {
        Instant now = world.now();
        world.cluster().nodes().stream().filter(Statistics::samples).forEach(node -> nodes.put(node.name(), now));
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
        return Optional.ofNullable(records.get(guest.vmid())).filter(r -> !expired(r.takenAt(), now));
    }

    /** Whether a list may show anything of the node itself; else its status is "unknown". */
    public boolean knows(Node node, Instant now) {
        if (live() && samples(node)) {
            nodes.put(node.name(), now);
        }
        Instant taken = nodes.get(node.name());
        return taken != null && !expired(taken, now);
    }

    private boolean live() {
        return world.time(Timing.LAG).isZero();
    }

    private boolean samples(Guest guest) {
        return world.cluster().node(guest.node()).filter(Statistics::samples).isPresent();
    }

    private static boolean samples(Node node) {
        return node.online() && node.reporting();
    }

    private boolean expired(Instant taken, Instant now) {
        return taken.plus(world.time(Timing.STATISTICS_EXPIRY)).isBefore(now);
    }
}
