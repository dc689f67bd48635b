package io.labkeeper.reader.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.cache.redis.RedisCommands;
import io.labkeeper.cache.redis.RedisConfig;
import io.labkeeper.feed.FeedPublisher;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveRefreshTest {
    private final DatabaseClock clock = new DatabaseClock();
    private final InventoryView view = new InventoryView(clock);
    private final LiveRefresh refresh = new LiveRefresh(view, nobody(), new ListWish(null, null), clock, patient());

    @Test
    void whoever_waited_goes_on_elsewhere_than_on_the_thread_that_follows_the_feed() throws Exception {
        refresh.start(null);
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

    private static LiveConfig patient() {
        return new LiveConfig() {
            @Override
            public Duration limit() {
                return Duration.ofSeconds(60);
            }

            @Override
            public Duration freshEnough() {
                return Duration.ofSeconds(60);
            }
        };
    }
}
