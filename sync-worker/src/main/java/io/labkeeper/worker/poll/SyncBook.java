package io.labkeeper.worker.poll;

import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.inventory.SyncStatus.Cost;
import io.labkeeper.inventory.SyncStatus.Node;
import io.labkeeper.inventory.Trouble;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How the reading of a cluster goes, outcome by outcome. Pure. */
final class SyncBook {

    private SyncBook() {}

    /** A list was read and is in the inventory. @param warning null if there is nothing to say */
    static SyncStatus listed(
            SyncStatus before, Instant began, Schedule next, Cost cost, Map<String, String> nodes, Trouble warning) {
        return new SyncStatus(
                before.lastFullAt(),
                began,
                next.fullAt(),
                next.quickAt(),
                before.quickIntervalMs(),
                before.fullIntervalMs(),
                0,
                warning,
                null,
                null,
                cost,
                nodes(before.nodes(), nodes, began));
    }

    /** All that belongs to a full sync is in the inventory. */
    static SyncStatus full(SyncStatus before, Instant began, Cost cost) {
        return new SyncStatus(
                began,
                before.lastQuickAt(),
                before.nextFullAt(),
                before.nextQuickAt(),
                before.quickIntervalMs(),
                before.fullIntervalMs(),
                before.consecutiveErrors(),
                before.error(),
                before.errorDetail(),
                before.staleReason(),
                cost,
                before.nodes());
    }

    static SyncStatus failed(SyncStatus before, Schedule next, Troubles troubles) {
        return new SyncStatus(
                before.lastFullAt(),
                before.lastQuickAt(),
                next.fullAt(),
                next.quickAt(),
                before.quickIntervalMs(),
                before.fullIntervalMs(),
                before.consecutiveErrors() + 1,
                troubles.trouble(),
                troubles.detail(),
                troubles.staleReason(),
                before.last(),
                before.nodes());
    }

    static SyncStatus paced(SyncStatus before, Schedule.Pace pace) {
        return new SyncStatus(
                before.lastFullAt(),
                before.lastQuickAt(),
                before.nextFullAt(),
                before.nextQuickAt(),
                pace.quick().toMillis(),
                pace.full().toMillis(),
                before.consecutiveErrors(),
                before.error(),
                before.errorDetail(),
                before.staleReason(),
                before.last(),
                before.nodes());
    }

    /** A list without one node says nothing of them, and the next list is to be compared with those that were believed. */
    private static List<Node> nodes(List<Node> before, Map<String, String> listed, Instant began) {
        if (listed.isEmpty()) {
            return before;
        }
        return listed.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> node(before, entry.getKey(), entry.getValue(), began))
                .toList();
    }

    private static Node node(List<Node> before, String name, String status, Instant began) {
        return before.stream()
                .filter(node -> node.node().equals(name) && node.status().equals(status) && node.since() != null)
                .findFirst()
                .orElseGet(() -> new Node(name, status, began));
    }
}
