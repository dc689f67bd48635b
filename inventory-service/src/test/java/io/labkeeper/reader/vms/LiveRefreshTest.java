package io.labkeeper.reader.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.cache.redis.RedisCommands;
import io.labkeeper.cache.redis.RedisConfig;
import io.labkeeper.feed.FeedPublisher;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveRefreshTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final DatabaseClock clock = new DatabaseClock();
    private final InventoryView view = new InventoryView(clock);
    private final ViewWaits waits = new ViewWaits(view);

    LiveRefreshTest() {
        waits.start(null);
    }

    @Test
    void whoever_waited_goes_on_elsewhere_than_on_the_thread_that_follows_the_feed() throws Exception {
        LiveRefresh refresh = refresh(Duration.ofSeconds(60));
        ClusterInventory inventory = Views.tended("lab-a", 1, Vms.running("lab-a/101"));
        Views.put(view, Views.withSync(inventory, SyncStatus.NEVER));
        CompletableFuture<Thread> wentOn = new CompletableFuture<>();
        refresh.refresh(view.moment().clusters().values())
                .map(outcome -> Thread.currentThread())
                .subscribe()
                .with(wentOn::complete, wentOn::completeExceptionally);
        assertThat(wentOn).isNotDone();

        Views.put(view, inventory);

        assertThat(wentOn.get(30, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
    }

    @Test
    void a_cluster_that_was_removed_and_comes_again_is_waited_for_again() {
        LiveRefresh refresh = refresh(Duration.ofMillis(1));
        ClusterInventory never = Views.withSync(Views.tended("lab-a", 1), SyncStatus.NEVER);
        Views.put(view, never);
        assertThat(refresh.refresh(clusters()).await().atMost(SOON)).isEqualTo(LiveRefresh.Outcome.LATE);
        assertThat(refresh.neverRead(clusters())).isFalse();

        Views.remove(view, "lab-a");
        Views.put(view, never);

        assertThat(refresh.neverRead(clusters())).isTrue();
    }

    @Test
    void without_any_cluster_all_wait_for_the_first_to_be_read() {
        FirstCluster first = first(Duration.ofSeconds(60));
        assertThat(first.missing(view.moment())).isTrue();
        CompletableFuture<LiveRefresh.Outcome> one =
                first.read().subscribeAsCompletionStage().toCompletableFuture();
        CompletableFuture<LiveRefresh.Outcome> other =
                first.read().subscribeAsCompletionStage().toCompletableFuture();

        ClusterInventory inventory = Views.tended("lab-a", 1, Vms.running("lab-a/101"));
        Views.put(view, Views.withSync(inventory, SyncStatus.NEVER));
        assertThat(one).isNotDone();
        assertThat(other).isNotDone();
        Views.put(view, inventory);

        assertThat(one.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(LiveRefresh.Outcome.FRESH);
        assertThat(other.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(LiveRefresh.Outcome.FRESH);
        assertThat(first.missing(view.moment())).isFalse();
    }

    @Test
    void nobody_waits_twice_for_a_first_cluster_that_does_not_come() {
        FirstCluster first = first(Duration.ofMillis(1));

        assertThat(first.read().await().atMost(SOON)).isEqualTo(LiveRefresh.Outcome.LATE);

        assertThat(first.missing(view.moment())).isFalse();
        Views.put(view, Views.tended("lab-a", 1, Vms.running("lab-a/101")));
        Views.remove(view, "lab-a");
        assertThat(first.missing(view.moment())).as("they came, and went again").isTrue();
    }

    private LiveRefresh refresh(Duration limit) {
        LiveRefresh refresh = new LiveRefresh(view, nobody(), new ListWish(null, null), waits, clock, patience(limit));
        refresh.start(null);
        return refresh;
    }

    private FirstCluster first(Duration limit) {
        FirstCluster first = new FirstCluster(view, waits, patience(limit));
        first.start(null);
        return first;
    }

    private Collection<ClusterView> clusters() {
        return view.moment().clusters().values();
    }

    /** Without Redis nobody can be asked, but a cluster that was never read is read in any case. */
    private static FeedPublisher nobody() {
        RedisConfig none = new RedisConfig() {
            @Override
            public Optional<String> url() {
                return Optional.empty();
            }

            @Override
            public Optional<String> caFile() {
                return Optional.empty();
            }

            @Override
            public String prefix() {
                return "";
            }
        };
        return new FeedPublisher(new RedisCommands(none, null), null, null, null, null);
    }

    private static LiveConfig patience(Duration limit) {
        return new LiveConfig() {
            @Override
            public Duration limit() {
                return limit;
            }

            @Override
            public Duration repeatAfter() {
                return Duration.ofSeconds(1);
            }

            @Override
            public Duration freshEnough() {
                return Duration.ofSeconds(60);
            }
        };
    }
}
