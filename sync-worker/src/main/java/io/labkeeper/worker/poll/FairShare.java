package io.labkeeper.worker.poll;

import java.time.Duration;
import java.util.Map;

/**
 * How the clusters are shared out at one moment, and what a worker makes of it. Pure.
 *
 * <p>Nothing swings: what is above the share of all is given back only if others have room for it (there are no more clusters than
 * shares), and a single one below that only by the worker that has most, to one that has two less.
 *
 * @param self this worker
 * @param held leases of each worker that lives, this one included
 * @param clusters how many there are to share
 */
record FairShare(String self, Map<String, Integer> held, int clusters) {

    /** Nobody else is known: all is ours. */
    static FairShare alone(String self, int clusters) {
        return new FairShare(self, Map.of(self, 0), clusters);
    }

    /** The most that a worker holds when all hold about the same. */
    int share() {
        int workers = Math.max(1, held.size());
        return (clusters + workers - 1) / workers;
    }

    /**
     * How long a lease must have been free before this worker takes it: not at all below its share; above, in proportion to what it
     * holds, so that whoever holds less goes first.
     *
     * @param claimed what it holds or is about to take
     * @param step a little longer than others need to notice that a lease is free
     * @param most the longest, since a cluster must not be left alone
     */
    Duration patience(int claimed, Duration step, Duration most) {
        if (claimed < share()) {
            return Duration.ZERO;
        }
        Duration patience = step.multipliedBy(claimed - share() + 1L);
        return patience.compareTo(most) > 0 ? most : patience;
    }

    /** How many leases this worker should give back for the sake of others. */
    int surplus() {
        int mine = held.getOrDefault(self, 0);
        int above = mine - share();
        if (above > 0) {
            return above;
        }
        int least = held.values().stream().mapToInt(count -> count).min().orElse(mine);
        return mine - least >= 2 && mostOfAll(mine) ? 1 : 0;
    }

    /** Whether nobody holds more; of several that hold as much, one: that with the greatest id. */
    private boolean mostOfAll(int mine) {
        return held.entrySet().stream()
                .allMatch(other -> other.getValue() < mine
                        || (other.getValue() == mine && other.getKey().compareTo(self) <= 0));
    }
}
