package io.labkeeper.bench.actions;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.simulator.PowerOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When the simulated cluster's tasks ended, by its own record of orders.
 *
 * @param task how long each of its tasks takes
 */
record TaskEnds(List<PowerOrder> orders, Duration task) {

    /** The end of the only task of this VM whose order came between the two. */
    Instant between(VmRef vm, Instant from, Instant to) {
        List<PowerOrder> found = orders.stream()
                .filter(order -> order.vm().equals(vm) && order.accepted())
                .filter(order -> order.time().isAfter(from) && order.time().isBefore(to))
                .toList();
        if (found.size() != 1) {
            throw new ProveException(found.size() + " orders of " + vm + " between " + from + " and " + to);
        }
        return found.get(0).time().plus(task);
    }
}
