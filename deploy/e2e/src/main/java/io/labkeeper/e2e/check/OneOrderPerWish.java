package io.labkeeper.e2e.check;

import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.History.Accepted;
import io.labkeeper.e2e.simulator.PowerOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Proxmox took no more orders for a VM than there were wishes of that kind: none was carried out twice, none was made up. */
public final class OneOrderPerWish {

    private OneOrderPerWish() {}

    /**
     * @param accepted all actions of the run
     * @param orders all that reached Proxmox in the same time
     */
    public static CheckResult check(List<Accepted> accepted, List<PowerOrder> orders) {
        Map<String, Long> wishes = new TreeMap<>();
        accepted.forEach(action -> wishes.merge(key(action.vm(), action.kind()), 1L, Long::sum));
        Map<String, Long> taken = new TreeMap<>();
        orders.stream()
                .filter(PowerOrder::accepted)
                .forEach(order -> taken.merge(key(order.vm(), order.command()), 1L, Long::sum));
        List<String> violations = new ArrayList<>();
        taken.forEach((key, count) -> {
            long wished = wishes.getOrDefault(key, 0L);
            if (count > wished) {
                violations.add(key + ": " + count + " orders for " + wished + " wishes");
            }
        });
        long total = taken.values().stream().mapToLong(Long::longValue).sum();
        return CheckResult.of(accepted.size(), "accepted actions, " + total + " orders taken by Proxmox", violations);
    }

    private static String key(VmRef vm, String command) {
        return command + " of " + vm;
    }
}
