package io.labkeeper.reader.health;

import io.labkeeper.feed.FeedSubscriber;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.view.Staleness;
import io.labkeeper.reader.view.StoreSigns;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the view has been loaded from anywhere, and from then on: losing a store narrows what is shown and stops nothing. How
 * the stores are doing stands in the details.
 */
@Readiness
@ApplicationScoped
public class ViewLoaded implements HealthCheck {
    private final InventoryView view;
    private final FeedSubscriber feed;
    private final StoreSigns stores;

    public ViewLoaded(InventoryView view, FeedSubscriber feed, StoreSigns stores) {
        this.view = view;
        this.feed = feed;
        this.stores = stores;
    }

    @Override
    public HealthCheckResponse call() {
        Moment moment = view.moment();
        long stale = moment.clusters().values().stream()
                .filter(cluster ->
                        Staleness.ofCluster(cluster.head().sync(), moment.now()).isPresent())
                .count();
        return HealthCheckResponse.named("view loaded")
                .status(moment.loaded())
                .withData("clusters", moment.clusters().size())
                .withData("stale_clusters", stale)
                .withData("feed_heard", feed.trusted())
                .withData("redis_configured", stores.redisConfigured())
                .withData("redis_answers", stores.redisAnswers())
                .withData("postgres_answers", stores.postgresAnswers())
                .build();
    }
}
