package io.labkeeper.lab.gateway;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which service answers for which path. */
final class RouteTable {
    static final String INVENTORY = "inventory-service";
    static final String ACTION = "action-service";

    private static final Set<String> INVENTORY_AREAS = Set.of("vms", "clusters", "cache", "me");
    private static final Set<String> ACTION_AREAS = Set.of("actions", "schedules", "assignments", "classes", "audit");
    private static final Set<String> INVENTORY_SYNC = Set.of("stats", "health", "status");
    private static final Set<String> ACTION_SYNC = Set.of("trigger", "cleanup");
    private static final Pattern SLASH = Pattern.compile("/");

    private RouteTable() {}

    /** The service for a path as it stands in the request (not decoded, without query); empty if nobody answers for it. */
    static Optional<String> serviceFor(String path) {
        List<String> steps = List.of(SLASH.split(path));
        if (steps.size() < 3 || !steps.get(0).isEmpty() || !steps.get(1).equals("api")) {
            return Optional.empty();
        }
        String area = steps.get(2);
        if (INVENTORY_AREAS.contains(area)) {
            return Optional.of(INVENTORY);
        }
        if (ACTION_AREAS.contains(area)) {
            return Optional.of(ACTION);
        }
        return switch (area) {
            case "sync" -> steps.size() == 4 ? sync(steps.get(3)) : Optional.empty();
            case "vm" -> steps.size() == 5 ? vm(steps.get(4)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<String> sync(String what) {
        if (INVENTORY_SYNC.contains(what)) {
            return Optional.of(INVENTORY);
        }
        return ACTION_SYNC.contains(what) ? Optional.of(ACTION) : Optional.empty();
    }

    private static Optional<String> vm(String what) {
        return Optional.of(what.equals("status") || what.equals("ip") ? INVENTORY : ACTION);
    }
}
