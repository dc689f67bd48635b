package io.labkeeper.reader.status;

import com.fasterxml.jackson.core.type.TypeReference;
import io.labkeeper.cache.Family;
import io.labkeeper.cache.FamilyCache;
import io.labkeeper.cache.Glob;
import io.labkeeper.cache.Policies;
import io.labkeeper.cache.Policy;
import io.labkeeper.cache.TwoTierCache;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.Inventory;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Figures over all VMs, which cost the more the more there are: made when somebody asks, kept for a few seconds, and made anew as soon as
 * the view has changed. Each replica makes its own, from its own view.
 */
@ApplicationScoped
class Aggregates {
    private static final String ADMIN = "admin";
    private static final String OTHERS = "others";

    private final Inventory inventory;
    private final FamilyCache<Figures<SyncStats>> stats;
    private final FamilyCache<Figures<ClustersResource.Clusters>> clusters;

    Aggregates(Inventory inventory, InventoryView view, TwoTierCache cache, Policies policies) {
        this.inventory = inventory;
        this.stats = cache.open(Family.of(
                "sync-stats", new TypeReference<Figures<SyncStats>>() {}, policies.of("sync-stats", kept(3))));
        this.clusters = cache.open(Family.of(
                "clusters",
                new TypeReference<Figures<ClustersResource.Clusters>>() {},
                policies.of("clusters", kept(2))));
        view.watch(this::changed);
    }

    private static Policy kept(int seconds) {
        return Policy.fresh(Duration.ofSeconds(seconds)).inProcess().withSize(2);
    }

    private void changed() {
        stats.evictHereMatching(Glob.ALL);
        clusters.evictHereMatching(Glob.ALL);
    }

    /** @param admin whether Proxmox's own words are shown; fails with 503 if the view was never loaded */
    Uni<Figures<SyncStats>> syncStats(boolean admin) {
        return stats.get(admin ? ADMIN : OTHERS, () -> figures(moment -> SyncStats.of(moment, admin)));
    }

    /** Fails with 503 if the view was never loaded. */
    Uni<Figures<ClustersResource.Clusters>> clusters() {
        return clusters.get(OTHERS, () -> figures(Aggregates::overview));
    }

    private <T> Uni<Figures<T>> figures(Function<Moment, T> made) {
        return Uni.createFrom().item(inventory::moment).map(moment -> new Figures<>(made.apply(moment), moment));
    }

    private static ClustersResource.Clusters overview(Moment moment) {
        List<ClusterOverview> overview = moment.clusters().values().stream()
                .map(cluster -> ClusterOverview.of(cluster, moment))
                .toList();
        return new ClustersResource.Clusters(overview);
    }
}
