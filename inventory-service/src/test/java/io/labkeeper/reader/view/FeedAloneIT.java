package io.labkeeper.reader.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.cache.redis.RedisAssignments;
import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedSubscriber;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed without its safety net: polls are so far apart that what is seen was heard. */
@QuarkusTest
@TestProfile(FeedAloneIT.RarePolls.class)
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class FeedAloneIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    public static class RarePolls implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "labkeeper.view.heads-interval", "PT10M",
                    "labkeeper.view.postgres-interval", "PT10M",
                    "labkeeper.view.actions-interval", "PT10M",
                    "labkeeper.view.cross-check-interval", "PT10M",
                    "labkeeper.store.redis-heads", "PT5S");
        }
    }

    @Inject
    InventoryView view;

    @Inject
    RedisInventory redis;

    @Inject
    FeedSubscriber feed;

    @Inject
    PostgresInventory postgres;

    @Inject
    RedisAssignments redisAssignments;

    @Inject
    ViewConfig config;

    private final String id = Clusters.fresh();

    @BeforeEach
    void listening() {
        Stores.empty();
        await().atMost(SOON).until(feed::trusted);
        put(Views.tended(id, 1, Vms.running(id + "/101"), Vms.running(id + "/102")));
        await().atMost(SOON).until(() -> revision() == 1);
    }

    @Test
    void a_chain_of_changes_is_followed_row_by_row() {
        for (int revision = 2; revision <= 30; revision++) {
            change(revision, revision % 2 == 0 ? VmStatus.STOPPED : VmStatus.RUNNING);
        }

        await().atMost(SOON).until(() -> revision() == 30);
        assertThat(view.cluster(id).entry(101).vm().status()).isEqualTo(VmStatus.STOPPED);
        assertThat(view.cluster(id).entries()).hasSize(2);
    }

    @Test
    void a_gap_reloads_the_cluster() {
        ClusterInventory third = Views.tended(id, 3, Vms.stopped(id + "/101"), Vms.running(id + "/103"));
        Stores.redis(Command.DEL, "labkeeper:{" + id + "}:head", "labkeeper:{" + id + "}:vms");
        put(third);

        await().atMost(SOON).until(() -> revision() == 3);
        assertThat(view.cluster(id).entries()).extracting(e -> e.vm().vmid()).containsExactly(101, 103);
    }

    @Test
    void metrics_are_followed_too() {
        ClusterInventory held = Views.tended(id, 1, Vms.running(id + "/101"), Vms.running(id + "/102"));
        ClusterInventory polled = Views.withMetrics(held, 2, 77.7);
        redis.describe(polled.head(), polled.metrics()).await().atMost(SOON);

        await().atMost(SOON).untilAsserted(() -> assertThat(
                        view.cluster(id).metrics().of(101).cpuUsage())
                .isEqualTo(77.7));
        assertThat(revision()).isEqualTo(1);
    }

    @Test
    void poison_and_boasts_do_no_harm() {
        say("not JSON");
        say(FeedMessage.Changed.of(id, new Revision(99, 9_999), 9_998, List.of(101))
                .toJson("a-liar"));
        change(2, VmStatus.STOPPED);

        await().atMost(SOON).until(() -> revision() == 2);
        change(3, VmStatus.RUNNING);
        await().atMost(SOON).until(() -> revision() == 3);
    }

    @Test
    void what_was_said_while_nobody_listened_is_read_afterwards() {
        Stores.redisProxy().down();
        await().atMost(SOON).until(() -> !feed.trusted());
        ClusterInventory second = Views.tended(id, 2, Vms.stopped(id + "/101"));
        Stores.redisProxy().up();
        put(second);

        await().atMost(SOON).until(() -> revision() == 2);
    }

    @Test
    void assignments_are_asked_for_until_they_have_come_once() {
        InventoryView started = new InventoryView(new DatabaseClock());
        Vertx vertx = Vertx.vertx();
        try {
            Stores.postgresProxy().down();
            new OwnershipFollower(started, postgres, redisAssignments, config, vertx).start(new StartupEvent());
            await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> started.ownership() == null);

            Stores.postgresProxy().up();

            await().atMost(Duration.ofSeconds(20)).until(() -> started.ownership() != null);
        } finally {
            Stores.postgresProxy().up();
            vertx.close();
        }
    }

    private void change(int revision, VmStatus status) {
        ClusterInventory changed =
                Views.tended(id, revision, Vms.withStatus(id + "/101", status), Vms.running(id + "/102"));
        redis.apply(changed.head(), revision - 1, List.of(changed.vms().get(101)), List.of(), 2)
                .await()
                .atMost(SOON);
    }

    private void put(ClusterInventory inventory) {
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> redis.replace(inventory).await().atMost(SOON) != null);
    }

    private static void say(String text) {
        Stores.redis(Command.PUBLISH, "labkeeper:feed", text);
    }

    private long revision() {
        ClusterView held = view.cluster(id);
        return held == null ? 0 : held.revision().number();
    }
}
