package io.labkeeper.reader.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.cache.redis.RedisAssignments;
import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.ownership.Assignments;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica that starts while something is away: a second view beside the service's own, from the same parts. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class StartIT {
    private static final Duration SOON = Duration.ofSeconds(10);

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

    private final String id = Clusters.fresh();
    private final ClusterInventory cluster = Views.tended(id, 1, Vms.running(id + "/101"));
    private Vertx vertx;

    @BeforeEach
    void empty() {
        Stores.empty();
        vertx = Vertx.vertx();
    }

    @AfterEach
    void end() {
        Stores.redisProxy().up();
        Stores.postgresProxy().up();
        vertx.close();
    }

    @Test
    void redis_alone_is_enough() {
        redis.replace(cluster).await().atMost(SOON);
        redisAssignments
                .write(new Assignments(3, Assignments.NONE.assignments(), Assignments.NONE.classes()))
                .await()
                .atMost(SOON);
        Stores.postgresProxy().down();

        InventoryView started = start();

        await().atMost(SOON).until(started::ready);
        assertThat(started.moment().clusters().get(id).entries()).hasSize(1);
        assertThat(started.moment().ownership().revision()).isEqualTo(3);
    }

    @Test
    void postgres_alone_is_enough() {
        Vms.store(cluster);
        Stores.redisProxy().down();

        InventoryView started = start();

        await().atMost(SOON).until(started::ready);
        assertThat(started.moment().clusters().get(id).entries()).hasSize(1);
    }

    @Test
    void a_frozen_redis_does_not_keep_it_from_starting() {
        Vms.store(cluster);
        Stores.redisProxy().hang();

        InventoryView started = start();

        await().atMost(SOON).until(started::ready);
    }

    @Test
    void with_neither_it_is_not_ready_until_one_of_them_comes() {
        Vms.store(cluster);
        Stores.redisProxy().down();
        Stores.postgresProxy().down();

        InventoryView started = start();

        await().during(Duration.ofSeconds(2))
                .atMost(SOON)
                .until(() -> !started.ready() && !started.moment().loaded());
        Stores.postgresProxy().up();
        await().atMost(SOON).until(started::ready);
    }

    @Test
    void what_redis_holds_is_not_the_last_word_while_postgres_does_not_answer() {
        redis.replace(cluster).await().atMost(SOON);
        Revision next = new Revision(1, 2);

        Vms.store(cluster);
        assertThat(load(next).newest()).isTrue();
        Stores.postgresProxy().down();
        assertThat(load(next)).satisfies(loaded -> {
            assertThat(loaded.newest()).isFalse();
            assertThat(loaded.inventory().head().revision()).isEqualTo(new Revision(1, 1));
        });
    }

    private ClusterLoads.Loaded load(Revision atLeast) {
        return source().load(id, atLeast).await().atMost(SOON);
    }

    private ClusterSource source() {
        return new ClusterSource(redis, postgres, signs, new UnknownSystems(() -> "other"), config);
    }

    private InventoryView start() {
        DatabaseClock clock = new DatabaseClock();
        InventoryView view = new InventoryView(clock);
        ClusterSource source = source();
        new ViewFollower(view, source, clock, config, vertx).start(new StartupEvent());
        new OwnershipFollower(view, postgres, redisAssignments, config, vertx).start(new StartupEvent());
        return view;
    }
}
