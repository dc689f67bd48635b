package io.labkeeper.reader.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the view gets to know what has changed, whatever is broken. The promise is 3 s; the rest is for busy machines. */
@QuarkusTest
@TestProfile(FollowingIT.AsShipped.class)
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class FollowingIT {
    private static final Duration PROMISED = Duration.ofSeconds(3).plusSeconds(2);
    private static final Duration SETTLED = Duration.ofSeconds(15);

    /** The intervals that the promise rests on, which other tests shorten. */
    public static class AsShipped implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "labkeeper.view.heads-interval", "PT1S",
                    "labkeeper.view.postgres-interval", "PT2S",
                    "labkeeper.view.actions-interval", "PT1S",
                    "labkeeper.view.cross-check-interval", "PT10S",
                    "labkeeper.view.consistency-interval", "PT0.5S");
        }
    }

    @Inject
    InventoryView view;

    @Inject
    StoreSigns signs;

    @Inject
    RedisInventory redis;

    @Inject
    ConsistencyCheck check;

    @ConfigProperty(name = "quarkus.management.test-port", defaultValue = "0")
    int managementPort;

    private final String id = Clusters.fresh();

    @BeforeEach
    void bothStoresHoldTheFirstRevision() {
        Stores.empty();
        everywhere(revision(1, VmStatus.RUNNING));
        await().atMost(SETTLED).until(() -> held() == 1);
        await().atMost(SETTLED).until(view::ready);
        // What the test before has broken must be over, and the pause after it too, or two troubles are measured as
        // one.
        await().atMost(SETTLED).until(signs::redisAnswers);
    }

    @AfterEach
    void everythingPasses() {
        Stores.redisProxy().up();
        Stores.postgresProxy().up();
    }

    @Test
    void a_change_without_any_message_is_found_by_the_heads() {
        VmRecord stopped = revision(2, VmStatus.STOPPED).vms().get(101);
        Stores.redis(Command.HSET, key("vms"), "101", InventoryJson.write(stopped));
        Stores.redis(Command.HSET, key("head"), "revision", "2");

        await().atMost(PROMISED).until(() -> held() == 2);
        assertThat(status()).isEqualTo(VmStatus.STOPPED);
    }

    @Test
    void what_postgres_holds_otherwise_under_the_same_revision_is_found_and_taken_over() {
        long before = check.count(ConsistencyCheck.Outcome.DIFFERENT);

        Vms.store(revision(1, VmStatus.PAUSED));

        await().atMost(SETTLED).until(() -> status() == VmStatus.PAUSED);
        assertThat(held()).isEqualTo(1);
        await().atMost(SETTLED).until(() -> check.count(ConsistencyCheck.Outcome.DIFFERENT) > before);
        given().port(managementPort)
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("labkeeper_view_checks_total{outcome=\"different\"}"));
    }

    @Test
    void while_redis_is_frozen_postgres_tells() {
        Stores.redisProxy().hang();
        Vms.store(revision(2, VmStatus.STOPPED));

        await().atMost(PROMISED).until(() -> held() == 2);
        Vms.store(revision(3, VmStatus.RUNNING));
        await().atMost(PROMISED).until(() -> held() == 3);
    }

    @Test
    void while_redis_is_down_postgres_tells_and_afterwards_redis_again() {
        Stores.redisProxy().down();
        Vms.store(revision(2, VmStatus.STOPPED));
        await().atMost(PROMISED).until(() -> held() == 2);

        Stores.redisProxy().up();
        Stores.postgresProxy().down();
        eventuallyInRedis(revision(3, VmStatus.RUNNING));
        await().atMost(SETTLED).until(() -> held() == 3);
    }

    @Test
    void while_postgres_is_down_redis_tells() {
        Stores.postgresProxy().hang();
        inRedis(revision(2, VmStatus.STOPPED));

        await().atMost(PROMISED).until(() -> held() == 2);
    }

    @Test
    void a_redis_that_has_forgotten_everything_changes_nothing_and_hides_nothing() {
        Stores.redis(Command.FLUSHALL);
        Vms.store(revision(2, VmStatus.STOPPED));

        await().during(Duration.ofMillis(500)).atMost(PROMISED).until(() -> held() == 2);
    }

    @Test
    void a_redis_that_is_read_but_no_longer_written_does_not_hold_the_view_back() {
        ClusterInventory abandoned =
                Views.at(revision(1, VmStatus.RUNNING), Instant.now().minusSeconds(120));
        Stores.redis(
                Command.HSET,
                key("head"),
                "lease_until",
                abandoned.head().leaseUntil().toString());
        Vms.store(revision(2, VmStatus.STOPPED));

        await().atMost(PROMISED).until(() -> held() == 2);
    }

    @Test
    void the_view_never_goes_back() {
        everywhere(revision(5, VmStatus.STOPPED));
        await().atMost(PROMISED).until(() -> held() == 5);

        Stores.redis(Command.FLUSHALL);
        inRedis(revision(3, VmStatus.RUNNING));

        await().during(Duration.ofSeconds(3)).atMost(SETTLED).until(() -> held() == 5 && status() == VmStatus.STOPPED);
    }

    @Test
    void a_redis_that_holds_less_than_was_announced_is_passed_over() {
        Vms.store(revision(4, VmStatus.STOPPED));
        Stores.redis(
                Command.PUBLISH,
                "labkeeper:feed",
                FeedMessage.Changed.all(id, new Revision(1, 4)).toJson("somebody"));

        await().atMost(PROMISED).until(() -> held() == 4);
    }

    @Test
    void with_both_stores_away_the_last_state_is_kept_and_the_replica_stays_ready() {
        Stores.redisProxy().down();
        Stores.postgresProxy().down();

        await().during(Duration.ofSeconds(4)).atMost(SETTLED).until(() -> view.ready() && held() == 1);
        given().port(managementPort).get("/q/health/ready").then().statusCode(200);
        given().port(managementPort).get("/q/health/live").then().statusCode(200);
    }

    @Test
    void a_cluster_that_is_no_longer_there_goes() {
        Stores.empty();
        everywhere(Views.tended(Clusters.fresh(), 1));

        await().atMost(SETTLED).until(() -> view.cluster(id) == null);
    }

    private ClusterInventory revision(long revision, VmStatus status) {
        return Views.tended(id, revision, Vms.withStatus(id + "/101", status));
    }

    private void everywhere(ClusterInventory inventory) {
        Vms.store(inventory);
        inRedis(inventory);
    }

    private void inRedis(ClusterInventory inventory) {
        redis.replace(inventory).await().atMost(Duration.ofSeconds(5));
    }

    /** The client may still hold connections that have been cut. */
    private void eventuallyInRedis(ClusterInventory inventory) {
        await().atMost(SETTLED)
                .ignoreExceptions()
                .until(() -> redis.replace(inventory).await().atMost(Duration.ofSeconds(5)) != null);
    }

    private String key(String part) {
        return "labkeeper:{" + id + "}:" + part;
    }

    private long held() {
        ClusterView cluster = view.cluster(id);
        return cluster == null ? 0 : cluster.revision().number();
    }

    private VmStatus status() {
        return view.cluster(id).entry(101).vm().status();
    }
}
