package io.labkeeper.feed;

import io.labkeeper.cache.redis.RedisCommands;
import io.labkeeper.cache.redis.RedisKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/** Tells all replicas of all services. Since the feed is never the only carrier of a fact, failing here is no failure. */
@ApplicationScoped
public class FeedPublisher {
    private static final Logger LOG = Logger.getLogger(FeedPublisher.class);

    private final RedisCommands redis;
    private final RedisKeys keys;
    private final FeedConfig config;
    private final Replica replica;
    private final FeedMetrics metrics;

    public FeedPublisher(RedisCommands redis, RedisKeys keys, FeedConfig config, Replica replica, FeedMetrics metrics) {
        this.redis = redis;
        this.keys = keys;
        this.config = config;
        this.replica = replica;
        this.metrics = metrics;
    }

    /** Publishes within the configured limit; false if Redis is away or not configured. Never fails. */
    public Uni<Boolean> publish(FeedMessage message) {
        if (!redis.configured()) {
            return Uni.createFrom().item(false);
        }
        return redis.run(config.limit(), Command.PUBLISH, List.of(keys.feed(), message.toJson(replica.incarnation())))
                .map(subscribers -> true)
                .onItem()
                .invoke(metrics::published)
                .onFailure()
                .invoke(failure -> {
                    metrics.notPublished();
                    LOG.debugf("feed message not published: %s", failure.getMessage());
                })
                .onFailure()
                .recoverWithItem(false);
    }
}
