package io.labkeeper.worker.poll;

import static io.labkeeper.worker.Inventory.SOON;
import static org.awaitility.Awaitility.await;

import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedMessage.RefreshWanted;
import io.labkeeper.feed.FeedMessage.Refreshed;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.labkeeper.store.StoreConfig;
import io.labkeeper.testing.Stores;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Wishes and a change of holder: the worker of the test is the next one. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class WishesIT {
    @Inject
    Workers workers;

    @Inject
    Loops loops;

    @Inject
    Wishes own;

    @Inject
    ProxmoxClients clients;

    @Inject
    Pool pool;

    @Inject
    StoreConfig limits;

    @Inject
    Vertx vertx;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private Redis redis;
    private ClusterLoop next;
    private Wishes wishes;

    @BeforeEach
    void somebody_listens_and_the_next_holder_waits() throws Exception {
        Inventory.readWhole("lab-c");
        redis = Redis.createClient(
                vertx, "redis://127.0.0.1:" + Stores.redisProxy().port());
        RedisConnection connection =
                redis.connect().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        connection.handler(message -> {
            if (message.size() == 3 && "message".equals(message.get(0).toString())) {
                FeedMessage.parse(message.get(2).toString()).ifPresent(received -> heard(received.message()));
            }
        });
        connection
                .send(Request.cmd(Command.SUBSCRIBE).arg("labkeeper:feed"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        ProxmoxCluster cluster = clients.clusters().stream()
                .filter(one -> one.id().equals("lab-c"))
                .findFirst()
                .orElseThrow();
        next = loops.loop(cluster, clients.client("lab-c").orElseThrow(), "next-worker");
        wishes = new Wishes(pool, limits);
        wishes.serve(next);
    }

    private void heard(FeedMessage message) {
        if (message instanceof Refreshed refreshed) {
            told.add(refreshed.id());
        }
    }

    @AfterEach
    void as_before() {
        Lab.of("lab-c").faults().clear();
        redis.close();
        next.stop().await().atMost(Duration.ofSeconds(5));
        workers.loop("lab-c").start();
    }

    @Test
    void a_wish_that_was_told_before_the_cluster_was_taken_over_is_granted_when_it_is_read_afterwards() {
        String id = UUID.randomUUID().toString();
        workers.loop("lab-c").stop().await().atMost(Duration.ofSeconds(5));
        wishes.received(new RefreshWanted("lab-c", null, "live", id));
        next.start();
        await().atMost(SOON).until(next::holds);
        Stores.sql("INSERT INTO sync_request (id, cluster_id, vmid, mode, cause) VALUES ('" + id
                + "', 'lab-c', NULL, 'full', 'live')");

        wishes.read().await().atMost(SOON);

        await().atMost(SOON).until(() -> told.contains(id));
    }

    @Test
    void a_wish_whose_holder_stops_before_it_is_met_is_granted_by_the_next_one_and_forgotten_then() {
        String id = UUID.randomUUID().toString();
        Lab.of("lab-c").faults().add(Fault.always(FaultKind.GARBAGE, "GET", "/cluster/resources", Fault.Effect.NONE));
        await().atMost(SOON).until(() -> Inventory.sync("->'error'->>'code'", "lab-c") != null);
        Stores.sql("INSERT INTO sync_request (id, cluster_id, vmid, mode, cause) VALUES ('" + id
                + "', 'lab-c', NULL, 'quick', 'live')");
        own.read().await().atMost(SOON);
        workers.loop("lab-c").stop().await().atMost(Duration.ofSeconds(5));
        Lab.of("lab-c").faults().clear();
        next.start();
        await().atMost(SOON).until(next::holds);

        wishes.read().await().atMost(SOON);

        await().atMost(SOON).until(() -> told.contains(id));
        await().atMost(SOON).ignoreExceptions().until(() -> {
            wishes.read().await().atMost(SOON);
            return "0".equals(Stores.value("SELECT count(*) FROM sync_request WHERE id = '" + id + "'"));
        });
    }
}
