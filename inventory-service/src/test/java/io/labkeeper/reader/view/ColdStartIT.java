package io.labkeeper.reader.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.cache.redis.RedisAssignments;
import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two hundred replicas start at once without Redis: as many views, on the connections of one process. Named C-01 among the faults. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class ColdStartIT {
    private static final int REPLICAS = 200;
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration FLUSHED = Duration.ofSeconds(20);

    @Inject
    RedisInventory redis;

    @Inject
    RedisAssignments redisAssignments;

    @Inject
    PostgresInventory postgres;

    @Inject
    StoreSigns signs;

    @Inject
    ViewConfig config;

    @Inject
    InventoryView own;

    private final List<String> clusters = List.of(Clusters.fresh(), Clusters.fresh());
    private Vertx vertx;

    @BeforeEach
    void two_clusters_in_postgres_and_no_redis() {
        Stores.empty();
        Stores.redisProxy().down();
        clusters.forEach(id -> Vms.store(Views.tended(id, 1, Vms.running(id + "/101"))));
        await().atMost(BOUND).until(() -> own.clusterIds().containsAll(clusters));
        vertx = Vertx.vertx();
    }

    @AfterEach
    void end() {
        Stores.redisProxy().up();
        vertx.close();
    }

    @Test
    void each_asks_once_for_each_cluster() throws Exception {
        settled(ColdStartIT::loads);
        long before = loads();

        List<InventoryView> views =
                IntStream.range(0, REPLICAS).mapToObj(i -> start()).toList();

        await().atMost(BOUND).until(() -> views.stream().allMatch(InventoryView::ready));
        assertThat(views).allSatisfy(view -> assertThat(view.clusterIds()).containsAll(clusters));
        long asked = settled(ColdStartIT::loads) - before;
        System.out.println(
                REPLICAS + " views of " + clusters.size() + " clusters: " + asked + " questions for a whole cluster");
        // The service of this test is one more, and may ask in the meantime.
        assertThat(asked).isBetween(1L, (long) (REPLICAS + 1) * own.clusterIds().size());
    }

    private InventoryView start() {
        DatabaseClock clock = new DatabaseClock();
        InventoryView view = new InventoryView(clock);
        ClusterSource source = new ClusterSource(redis, postgres, signs, new UnknownSystems(() -> "other"), config);
        new ViewFollower(view, source, clock, config, vertx).start(new StartupEvent());
        new OwnershipFollower(view, postgres, redisAssignments, config, vertx).start(new StartupEvent());
        return view;
    }

    /** How often the table of VMs was looked into, as its statistics say, which each connection tells a little later. */
    private static long loads() {
        return Long.parseLong(
                Stores.value(
                        "SELECT coalesce(seq_scan, 0) + coalesce(idx_scan, 0) FROM pg_stat_user_tables WHERE relname = 'vm_inventory'"));
    }

    private static long settled(Callable<Long> figure) throws Exception {
        long[] last = {figure.call()};
        await().during(Duration.ofMillis(1500)).atMost(FLUSHED).until(() -> {
            long now = figure.call();
            boolean same = now == last[0];
            last[0] = now;
            return same;
        });
        return last[0];
    }
}
