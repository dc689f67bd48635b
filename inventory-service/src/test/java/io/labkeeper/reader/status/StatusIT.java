package io.labkeeper.reader.status;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.inventory.Trouble;
import io.labkeeper.reader.view.Clusters;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Figures of the reading, and the probes. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class StatusIT {
    private static final Duration SETTLED = Duration.ofSeconds(20);

    @Inject
    InventoryView view;

    @Inject
    RedisInventory redis;

    @ConfigProperty(name = "quarkus.management.test-port", defaultValue = "0")
    int managementPort;

    private final String id = Clusters.fresh();
    private final Instant now = Instant.now();

    @BeforeEach
    void empty() {
        Stores.empty();
    }

    @Test
    void stats_count_what_the_list_shows_and_say_how_the_reading_goes() {
        hold(good());

        JsonPath stats =
                admin().get("/api/sync/stats").then().statusCode(200).extract().jsonPath();

        assertThat(stats.getMap("$"))
                .containsEntry("total_vms", 3)
                .containsEntry("fresh_vms", 3)
                .containsEntry("stale_vms", 0)
                .containsEntry("error_vms", 0)
                .containsEntry("running_vms", 2)
                .containsEntry("consecutive_errors", 0)
                .containsEntry("is_running", true);
        assertThat(stats.getLong("last_full_sync")).isEqualTo(now.getEpochSecond());
        assertThat(stats.getLong("last_quick_sync")).isEqualTo(now.getEpochSecond());
        Map<String, Object> cluster = stats.getMap("clusters[0]");
        assertThat(cluster)
                .containsEntry("cluster_id", id)
                .containsEntry("owner", "worker-1")
                .containsEntry("total_vms", 3)
                .containsEntry("quick_requests", 1)
                .containsEntry("full_requests", 42)
                .containsEntry("quick_duration_ms", 120)
                .containsEntry("full_duration_ms", 3400);
        assertThat(stats.getMap("clusters[0].addresses")).isEqualTo(Map.of("hits", 7, "misses", 2, "expired", 1));
        assertThat(stats.getLong("clusters[0].next_quick_sync")).isEqualTo(now.getEpochSecond() + 30);
        assertThat(stats.getLong("clusters[0].next_full_sync")).isEqualTo(now.getEpochSecond() + 300);
    }

    @Test
    void health_is_good_while_all_is_read() {
        hold(good());

        user().get("/api/sync/health")
                .then()
                .statusCode(200)
                .body("healthy", equalTo(true))
                .body("issues.size()", equalTo(0))
                .body("stats.total_vms", equalTo(3));
    }

    @Test
    void health_names_a_cluster_that_nobody_reads_and_one_that_cannot_be_read() {
        ClusterInventory abandoned = Views.at(good(), now.minusSeconds(600));
        String other = Clusters.fresh();
        hold(abandoned, Views.withSync(Views.tended(other, 1, Vms.running(other + "/101")), troubled()));

        user().get("/api/sync/health")
                .then()
                .statusCode(503)
                .contentType("application/json")
                .body("healthy", equalTo(false))
                .body("issues", hasItem("Cluster " + id + " has no sync-worker."))
                .body("issues", hasItem("Cluster " + id + " is stale: worker_behind."))
                .body("issues", hasItem("Cluster " + other + " is stale: auth_failed."))
                .body("issues", hasItem("Cluster " + other + " is in error: auth_failed: Proxmox refuses our token."))
                .body("stats.is_running", equalTo(false))
                .body("stats.stale_vms", equalTo(4))
                .body("stats.consecutive_errors", equalTo(4));
    }

    @Test
    void proxmox_s_own_words_are_for_administrators() {
        hold(Views.withSync(good(), troubled()));

        admin().get("/api/sync/stats").then().body("clusters[0].error_detail", equalTo("401 no such token"));
        assertThat(user().get("/api/sync/stats").asString()).doesNotContain("no such token");
        assertThat(user().get("/api/clusters").asString()).doesNotContain("no such token");
    }

    @Test
    void the_older_portal_page_gets_its_form() {
        hold(good());

        user().get("/api/sync/status")
                .then()
                .statusCode(200)
                .body("ok", equalTo(true))
                .body("stats.total_vms", equalTo(3));
    }

    @Test
    void clusters_come_with_nodes_and_numbers_by_status() {
        hold(good());

        user().get("/api/clusters")
                .then()
                .statusCode(200)
                .body("clusters.id", contains(id))
                .body("clusters[0].name", equalTo("Cluster " + id))
                .body("clusters[0].nodes[0]", equalTo(Map.of("node", "pve1", "status", "online")))
                .body("clusters[0].total_vms", equalTo(3))
                .body("clusters[0].vms.running", equalTo(2))
                .body("clusters[0].vms.stopped", equalTo(1))
                .body("clusters[0].vms.unknown", equalTo(0))
                .body("clusters[0].stale", equalTo(false));
    }

    @Test
    void without_a_token_there_are_no_figures() {
        for (String path : List.of("/api/sync/stats", "/api/sync/health", "/api/sync/status", "/api/clusters")) {
            given().get(path).then().statusCode(401).contentType("application/problem+json");
        }
    }

    @Test
    void the_probes_answer_at_once_whatever_is_away() {
        hold(good());
        Stores.redisProxy().hang();
        Stores.postgresProxy().hang();

        for (String probe : List.of("/q/health/started", "/q/health/live", "/q/health/ready", "/q/health")) {
            given().port(managementPort).get(probe).then().statusCode(200).time(org.hamcrest.Matchers.lessThan(2_000L));
        }
        Stores.redisProxy().up();
        Stores.postgresProxy().up();
    }

    private ClusterInventory good() {
        ClusterInventory inventory = Views.at(
                Views.tended(id, 1, Vms.running(id + "/101"), Vms.running(id + "/102"), Vms.stopped(id + "/103")), now);
        SyncStatus sync = inventory.head().sync();
        return Views.withSync(
                inventory,
                new SyncStatus(
                        sync.lastFullAt(),
                        sync.lastQuickAt(),
                        sync.nextFullAt(),
                        sync.nextQuickAt(),
                        sync.quickIntervalMs(),
                        sync.fullIntervalMs(),
                        0,
                        null,
                        null,
                        null,
                        new SyncStatus.Cost(3400, 120, 42, 1, 7, 2, 1),
                        sync.nodes()));
    }

    private SyncStatus troubled() {
        SyncStatus sync = Vms.healthy(now);
        return new SyncStatus(
                sync.lastFullAt(),
                sync.lastQuickAt(),
                sync.nextFullAt(),
                sync.nextQuickAt(),
                sync.quickIntervalMs(),
                sync.fullIntervalMs(),
                4,
                new Trouble("auth_failed", "Proxmox refuses our token."),
                "401 no such token",
                "auth_failed",
                sync.last(),
                sync.nodes());
    }

    private void hold(ClusterInventory... inventories) {
        Set<String> wanted = new java.util.TreeSet<>();
        for (ClusterInventory inventory : inventories) {
            Vms.store(inventory);
            redis.replace(inventory).await().atMost(Duration.ofSeconds(5));
            wanted.add(inventory.head().clusterId());
        }
        await().atMost(SETTLED)
                .until(() -> view.ready()
                        && view.moment().clusters().keySet().equals(wanted)
                        && view.moment().clusters().values().stream()
                                .allMatch(cluster -> cluster.metrics().seq() > 0));
    }

    private static RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + TestIssuer.token("root", "admin"));
    }

    private static RequestSpecification user() {
        return given().header("Authorization", "Bearer " + TestIssuer.token("alice", "user"));
    }
}
