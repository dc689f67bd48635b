package io.labkeeper.reader.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that was given no Redis at all: everything works, within about 2 s. */
@QuarkusTest
@TestProfile(WithoutRedisIT.NoRedis.class)
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class WithoutRedisIT {
    private static final Duration PROMISED = Duration.ofSeconds(3).plusSeconds(2);
    private static final Duration SETTLED = Duration.ofSeconds(20);

    /** The intervals are those that are shipped. */
    public static class NoRedis implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "labkeeper.redis.url", "",
                    "labkeeper.view.heads-interval", "PT1S",
                    "labkeeper.view.postgres-interval", "PT2S",
                    "labkeeper.view.actions-interval", "PT1S",
                    "labkeeper.view.cross-check-interval", "PT10S");
        }
    }

    @Inject
    InventoryView view;

    @ConfigProperty(name = "quarkus.management.test-port", defaultValue = "0")
    int managementPort;

    private final String id = Clusters.fresh();

    @BeforeEach
    void postgresHoldsTheFirstRevision() {
        Stores.empty();
        Vms.store(revision(1, VmStatus.RUNNING));
        await().atMost(SETTLED).until(() -> held() == 1 && view.ready());
    }

    @Test
    void changes_come_from_postgres() {
        Vms.store(revision(2, VmStatus.STOPPED));

        await().atMost(PROMISED).until(() -> held() == 2);
        admin().get("/api/vms?cluster=" + id)
                .then()
                .statusCode(200)
                .header("Labkeeper-Source", "view")
                .body("vms[0].status", equalTo("stopped"));
    }

    @Test
    void assignments_come_from_postgres() {
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username) VALUES ('" + id + "', 101, 'alice')");
        Stores.sql("UPDATE assignments_head SET revision = revision + 1");

        await().atMost(PROMISED)
                .until(() -> given().header("Authorization", "Bearer " + TestIssuer.token("alice", "user"))
                                .get("/api/vms")
                                .jsonPath()
                                .getInt("total")
                        == 1);
    }

    @Test
    void readiness_and_the_cache_say_so_and_stay_up() {
        given().port(managementPort)
                .get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'view loaded' }.data.redis_configured", equalTo(false));
        admin().get("/api/cache/stats").then().statusCode(200).body("sharing", equalTo(false));
        admin().post("/api/cache/clear").then().statusCode(200);
        assertThat(Stores.redis(io.vertx.redis.client.Command.DBSIZE).toLong()).isZero();
    }

    private ClusterInventory revision(long revision, VmStatus status) {
        return Views.tended(id, revision, Vms.withStatus(id + "/101", status));
    }

    private long held() {
        ClusterView cluster = view.cluster(id);
        return cluster == null ? 0 : cluster.revision().number();
    }

    private static RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + TestIssuer.token("root", "admin"));
    }
}
