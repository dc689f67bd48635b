package io.labkeeper.reader.events;

import io.labkeeper.caller.Caller;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.Inventory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What there is to be told, at the moment to which it was advanced last. What is rendered is rendered once per VM, and those who see
 * everything share the whole event. Belongs to the thread of {@link EventHub}.
 */
final class News {
    private final InventoryView view;
    private final Inventory inventory;

    /** What those who see everything are told in this turn, by where they stand. */
    private final Map<Viewer.Place, Told> told = new HashMap<>();

    /** What they are told first, by whether they are administrators. */
    private final Map<Boolean, List<byte[]>> snapshots = new HashMap<>();

    private Fleet fleet = new Fleet();
    private Moment moment;
    private long metricsAt = System.nanoTime();

    private record Told(Viewer viewer, List<byte[]> parts) {}

    News(InventoryView view, Inventory inventory) {
        this.view = view;
        this.inventory = inventory;
    }

    /** Somebody new, who has been told nothing yet. */
    Viewer viewer(Caller caller) {
        return new Viewer(caller, inventory, fleet);
    }

    /** Goes on to this moment. What was made ready for all stays so, if everything is as it was: many may come at once. */
    void advance() {
        Moment before = moment;
        Fleet.Mark mark = fleet.mark();
        moment = view.moment();
        fleet.advance(moment);
        if (before == null || !sameShown(before, moment) || !fleet.mark().equals(mark)) {
            forgetReady();
        }
    }

    /** Whether all clusters are those of the other moment, but for their leases and the like. What is stale stands in the fleet's mark. */
    private static boolean sameShown(Moment one, Moment other) {
        return one.clusters().keySet().equals(other.clusters().keySet())
                && one.clusters().values().stream()
                        .allMatch(cluster -> cluster.showsSame(
                                other.clusters().get(cluster.head().clusterId())));
    }

    /** Tells the metrics of this moment too, if there are new ones and it is so long ago. */
    void publishMetricsAfter(Duration interval) {
        if (System.nanoTime() - metricsAt >= interval.toNanos() && fleet.hasNewMetrics()) {
            publishMetrics();
        }
    }

    void publishMetrics() {
        fleet.publishMetrics();
        forgetReady();
        metricsAt = System.nanoTime();
    }

    /** What a client is told first, unless it has that already; begins at this moment. */
    List<byte[]> opening(Viewer viewer, String lastEventId) {
        if (viewer.begin(moment).equals(lastEventId)) {
            return List.of();
        }
        return viewer.seesAll()
                ? snapshots.computeIfAbsent(viewer.isAdmin(), admin -> viewer.snapshot(moment))
                : viewer.snapshot(moment);
    }

    /** What a client must be told next. */
    List<byte[]> of(Viewer viewer) {
        if (!viewer.seesAll()) {
            return viewer.news(moment);
        }
        Viewer.Place place = viewer.place();
        Told before = told.get(place);
        if (before == null) {
            told.put(place, new Told(viewer, viewer.news(moment)));
            return told.get(place).parts();
        }
        viewer.follow(before.viewer());
        return before.parts();
    }

    /** @param position that all clients have reached; empty if there are none */
    void toldTo(OptionalLong position) {
        fleet.toldTo(position.orElse(fleet.position()));
    }

    /** Nobody listens: what was told last, which may be a whole fleet of long ago, is of no use to whoever comes next. */
    void forget() {
        moment = null;
        fleet = new Fleet();
        forgetReady();
    }

    private void forgetReady() {
        told.clear();
        snapshots.clear();
    }
}
