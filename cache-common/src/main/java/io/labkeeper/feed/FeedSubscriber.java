package io.labkeeper.feed;

import io.labkeeper.cache.redis.RedisConfig;
import io.labkeeper.cache.redis.RedisKeys;
import io.labkeeper.inventory.InventoryJson;
import io.quarkus.redis.client.RedisClientName;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.pubsub.ReactivePubSubCommands.ReactiveRedisSubscriber;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Owns the one subscription to the feed, and knows whether it can be trusted.
 *
 * <p>A lost subscription is not announced by the client: it completes silently, or (half-open) says nothing at all. So the
 * subscriber sends itself an echo and counts anything heard as life; after a silence it subscribes again, with back-off, and
 * tells the listeners only once Redis has confirmed, so that "trusted, now read everything" leaves no gap. Each attempt has a
 * number: what a dead connection still says goes nowhere.
 */
@ApplicationScoped
public class FeedSubscriber {
    private static final Logger LOG = Logger.getLogger(FeedSubscriber.class);

    private final RedisConfig redis;
    private final FeedConfig config;
    private final Instance<ReactiveRedisDataSource> bus;
    private final Instance<FeedListener> listeners;
    private final FeedMetrics metrics;
    private final Vertx vertx;

    private final String feed;
    private final String echo;
    private final String self;
    private final AtomicLong attempt = new AtomicLong();
    private volatile ReactiveRedisSubscriber subscription;
    private volatile boolean trusted;
    private volatile boolean stopped;
    private volatile long heardAt;
    private volatile long pauseMs;

    public FeedSubscriber(
            RedisConfig redis,
            FeedConfig config,
            FeedChannels channels,
            @RedisClientName("bus") Instance<ReactiveRedisDataSource> bus,
            @Any Instance<FeedListener> listeners,
            FeedMetrics metrics,
            Vertx vertx) {
        this.redis = redis;
        this.config = config;
        this.bus = bus;
        this.listeners = listeners;
        this.metrics = metrics;
        this.vertx = vertx;
        this.feed = channels.feed();
        this.echo = channels.echo();
        this.self = channels.self();
    }

    /** The channels of this replica, named once. */
    @ApplicationScoped
    static class FeedChannels {
        private final RedisKeys keys;
        private final Replica replica;

        FeedChannels(RedisKeys keys, Replica replica) {
            this.keys = keys;
            this.replica = replica;
        }

        String feed() {
            return keys.feed();
        }

        String echo() {
            return keys.echo(replica.incarnation());
        }

        String self() {
            return replica.incarnation();
        }
    }

    /** Whether the feed can be heard at this moment. */
    public boolean trusted() {
        return trusted;
    }

    void start(@Observes StartupEvent event) {
        if (redis.url().isEmpty()) {
            LOG.info(
                    "REDIS_URL is not set: nothing is shared in memory, and changes are learnt from Postgres, within about 2 s");
            return;
        }
        pauseMs = config.firstPause().toMillis();
        vertx.setPeriodic(config.beat().toMillis(), timer -> beat());
        subscribe();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        trusted = false;
        attempt.incrementAndGet();
    }

    private void subscribe() {
        if (stopped) {
            return;
        }
        long mine = attempt.incrementAndGet();
        // Not a time-out of the Uni: cancelling it would leave a connection behind that nobody closes when it comes
        // late.
        vertx.setTimer(config.limit().multipliedBy(2).toMillis(), timer -> retryUnlessTrusted(mine));
        bus.get()
                .pubsub(String.class)
                .subscribe(
                        List.of(feed, echo),
                        (channel, text) -> heard(mine, channel, text),
                        () -> lost(mine, "the subscription ended"),
                        failure -> lost(mine, failure.getMessage()))
                .subscribe()
                .with(confirmed -> confirmed(mine, confirmed), failure -> retry(mine));
    }

    private void confirmed(long mine, ReactiveRedisSubscriber confirmed) {
        synchronized (this) {
            if (mine == attempt.get()) {
                subscription = confirmed;
                heardAt = System.nanoTime();
                pauseMs = config.firstPause().toMillis();
                trusted = true;
            }
        }
        if (subscription != confirmed) {
            drop(confirmed);
            return;
        }
        metrics.trusted();
        LOG.info("feed: listening");
        tell(FeedListener::trusted);
    }

    private void heard(long mine, String channel, String text) {
        if (mine != attempt.get()) {
            return;
        }
        heardAt = System.nanoTime();
        if (channel.equals(feed)) {
            deliver(text);
        }
    }

    private void deliver(String text) {
        try {
            FeedMessage.parse(text)
                    .ifPresentOrElse(
                            received -> {
                                if (!received.from().equals(self)) {
                                    metrics.received();
                                    tell(received.message());
                                }
                            },
                            metrics::skipped);
        } catch (InventoryJson.UnreadableValue e) {
            metrics.unreadable();
            LOG.warnf("feed: a message that cannot be read (%s): reading everything again", e.getMessage());
            tell(FeedListener::unreadable);
        }
    }

    private void tell(FeedMessage message) {
        for (FeedListener listener : listeners) {
            listener.portions(message).forEach(portion -> tell(listener, told -> told.received(portion)));
        }
    }

    private void tell(Consumer<FeedListener> what) {
        for (FeedListener listener : listeners) {
            tell(listener, what);
        }
    }

    /** One listener's fault must not cost the others the message, nor the subscription its life. */
    private static void tell(FeedListener listener, Consumer<FeedListener> what) {
        try {
            what.accept(listener);
        } catch (RuntimeException e) {
            LOG.errorf(e, "feed: %s failed", listener.getClass().getSimpleName());
        }
    }

    private void beat() {
        if (!trusted || stopped) {
            return;
        }
        if (Duration.ofNanos(System.nanoTime() - heardAt).compareTo(config.deadline()) > 0) {
            lost(attempt.get(), "nothing heard for " + config.deadline().toMillis() + " ms");
            return;
        }
        bus.get()
                .pubsub(String.class)
                .publish(echo, "beat")
                .ifNoItem()
                .after(config.limit())
                .fail()
                .subscribe()
                .with(sent -> {}, failure -> LOG.debugf("feed: echo not sent: %s", failure.getMessage()));
    }

    private void lost(long mine, String why) {
        boolean was;
        ReactiveRedisSubscriber old;
        synchronized (this) {
            if (!attempt.compareAndSet(mine, mine + 1) || stopped) {
                return;
            }
            was = trusted;
            old = subscription;
            trusted = false;
            subscription = null;
        }
        drop(old);
        metrics.lost();
        if (was) {
            LOG.warnf("feed: lost (%s); subscribing again", why);
            tell(FeedListener::lost);
        }
        later();
    }

    private void retryUnlessTrusted(long mine) {
        if (!trusted) {
            retry(mine);
        }
    }

    private void retry(long mine) {
        if (attempt.compareAndSet(mine, mine + 1) && !stopped) {
            later();
        }
    }

    private void later() {
        long pause = pauseMs + ThreadLocalRandom.current().nextLong(pauseMs / 2 + 1);
        pauseMs = Math.min(pauseMs * 2, config.longestPause().toMillis());
        vertx.setTimer(pause, timer -> subscribe());
    }

    /** Asks Redis to end it, however long that takes: only then does its connection go back. */
    private void drop(ReactiveRedisSubscriber old) {
        if (old != null) {
            old.unsubscribe()
                    .subscribe()
                    .with(
                            gone -> {},
                            failure -> LOG.debugf("feed: old subscription not closed: %s", failure.getMessage()));
        }
    }
}
