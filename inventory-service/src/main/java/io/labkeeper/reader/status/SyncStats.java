package io.labkeeper.reader.status;

import io.labkeeper.reader.view.InventoryView.Moment;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * How the reading of all clusters goes. Templates are not counted.
 *
 * @param freshVms those that are not stale
 * @param errorVms those with a {@code sync_error}
 * @param lastFullSync the oldest over all clusters, in epoch seconds; null if one was never read
 * @param lastQuickSync likewise
 * @param consecutiveErrors the highest of all clusters
 * @param isRunning whether every cluster has a sync-worker with a live lease
 */
public record SyncStats(
        int totalVms,
        int freshVms,
        int staleVms,
        int errorVms,
        int runningVms,
        Long lastFullSync,
        Long lastQuickSync,
        int consecutiveErrors,
        boolean isRunning,
        List<ClusterStats> clusters) {

    static SyncStats of(Moment moment, boolean admin) {
        List<ClusterStats> clusters = moment.clusters().values().stream()
                .map(cluster -> ClusterStats.of(cluster, moment, admin))
                .toList();
        return new SyncStats(
                sum(clusters, ClusterStats::totalVms),
                sum(clusters, ClusterStats::freshVms),
                sum(clusters, ClusterStats::staleVms),
                sum(clusters, ClusterStats::errorVms),
                sum(clusters, ClusterStats::runningVms),
                oldest(clusters, ClusterStats::lastFullSync),
                oldest(clusters, ClusterStats::lastQuickSync),
                clusters.stream()
                        .mapToInt(ClusterStats::consecutiveErrors)
                        .max()
                        .orElse(0),
                !clusters.isEmpty() && clusters.stream().allMatch(ClusterStats::isRunning),
                clusters);
    }

    private static int sum(List<ClusterStats> clusters, ToIntFunction<ClusterStats> figure) {
        return clusters.stream().mapToInt(figure).sum();
    }

    private static Long oldest(List<ClusterStats> clusters, Function<ClusterStats, Long> time) {
        List<Long> times = clusters.stream().map(time).toList();
        return times.contains(null)
                ? null
                : times.stream().filter(Objects::nonNull).min(Long::compare).orElse(null);
    }
}
