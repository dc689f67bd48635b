package io.labkeeper.bench.actions;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * What was measured with so many tasks open at once.
 *
 * @param open the most actions under way at once
 */
record Clicks(int open, List<Click> clicks) {

    /**
     * One action. All times begin before, and end when the last replica has told.
     *
     * @param accepted from the click to the answer
     * @param pending from the click to {@code pending_action} on all replicas
     * @param ended from the end of Proxmox's task to the final state on all replicas
     */
    record Click(Duration accepted, Duration pending, Duration ended) {}

    Times times(Function<Click, Duration> what) {
        return Times.of(clicks.stream().map(what).toList());
    }
}
