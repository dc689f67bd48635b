package io.labkeeper.reader.vms;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.feed.FeedMessage.RefreshWanted;
import io.labkeeper.feed.FeedMessage.Refreshed;
import io.labkeeper.feed.FeedSubscriber;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.reader.view.Clusters;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads for which Proxmox is asked first, and the first read of all. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class LiveIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    InventoryView view;

    @Inject
    RedisInventory redis;

    @Inject
    FeedSubscriber feed;

    @Inject
    DatabaseClock clock;

    private final String id = Clusters.fresh();
    private ListeningWorker worker;

    @BeforeEach
    void listening() {
        Stores.empty();
        await().atMost(SOON).until(feed::trusted);
        worker = new ListeningWorker();
    }

    @AfterEach
    void closed() {
        worker.close();
    }

    @Test
    void those_who_ask_at_once_share_one_request_and_get_what_proxmox_says() {
        hold(readAt(1, clock.now().minusSeconds(40), "stopped"));
        CompletableFuture<Void> answered = new CompletableFuture<>();
        worker.does(wanted -> {
            answered.join();
            read(wanted, 2, "running");
        });

        List<CompletableFuture<Response>> callers = Stream.of("live", "force_refresh", "live")
                .map(parameter -> CompletableFuture.supplyAsync(() -> get("&" + parameter + "=true")))
                .toList();
        await().atMost(SOON).until(() -> !worker.heard(id).isEmpty());
        answered.complete(null);

        for (CompletableFuture<Response> caller : callers) {
            caller.join()
                    .then()
                    .statusCode(200)
                    .body("mode", equalTo("live"))
                    .body("stale", equalTo(false))
                    .body("vms[0].status", equalTo("running"));
        }
        assertThat(worker.heard(id)).hasSize(1);
        assertThat(worker.heard(id).get(0).cause()).isEqualTo("live");
    }

    @Test
    void a_list_that_has_just_been_read_is_not_asked_for_again() {
        hold(readAt(1, clock.now(), "running"));

        get("&live=true").then().statusCode(200).body("mode", equalTo("live")).body("stale", equalTo(false));
        assertThat(worker.heard(id)).isEmpty();
    }

    @Test
    void what_takes_too_long_is_answered_from_the_inventory_and_says_so() {
        hold(readAt(1, clock.now().minusSeconds(40), "running"));

        get("&force_refresh=true")
                .then()
                .statusCode(200)
                .body("mode", equalTo("inventory"))
                .body("stale", equalTo(true))
                .body("vms[0].status", equalTo("running"))
                .body("vms[0].stale", equalTo(false));
        assertThat(worker.heard(id)).hasSize(1);
    }

    @Test
    void without_redis_and_a_worker_that_looks_the_inventory_comes_as_it_is() {
        hold(readAt(1, clock.now().minusSeconds(40), "running"));
        Stores.redisProxy().down();

        get("&live=true")
                .then()
                .statusCode(200)
                .body("mode", equalTo("inventory"))
                .body("stale", equalTo(true))
                .body("total", equalTo(1));
    }

    @Test
    void without_redis_the_question_stands_in_postgres_once_and_the_answer_comes_from_there() {
        hold(readAt(1, clock.now().minusSeconds(40), "stopped"));
        Stores.redisProxy().down();

        CompletableFuture<Response> caller = CompletableFuture.supplyAsync(() -> get("&live=true"));
        await().atMost(SOON).until(() -> wishes() == 1);
        Stores.sql("SELECT ask_for_list(gen_random_uuid(), '" + id + "')");
        assertThat(wishes()).isEqualTo(1);
        Vms.store(readAt(2, clock.now(), "running"));

        caller.join()
                .then()
                .statusCode(200)
                .body("mode", equalTo("live"))
                .body("stale", equalTo(false))
                .body("vms[0].status", equalTo("running"));
    }

    @Test
    void a_question_that_the_feed_took_and_nobody_answered_stands_in_postgres_too_as_the_same_one() {
        hold(readAt(1, clock.now().minusSeconds(40), "stopped"));

        CompletableFuture<Response> caller = CompletableFuture.supplyAsync(() -> get("&live=true"));

        await().atMost(SOON).until(() -> wishes() == 1);
        caller.join().then().statusCode(200).body("vms[0].status", equalTo("stopped"));
        assertThat(worker.heard(id)).hasSize(1);
        assertThat(Stores.value("SELECT id FROM sync_request WHERE cluster_id = '" + id + "'"))
                .as("else the worker reads a second list for it")
                .isEqualTo(worker.heard(id).get(0).id());
    }

    @Test
    void while_no_cluster_is_known_at_all_the_first_read_waits_and_an_empty_list_says_that_it_is_a_guess() {
        hold(readAt(1, clock.now(), "running"));
        Stores.empty();
        await().atMost(SOON)
                .until(() -> view.moment().loaded() && view.moment().clusters().isEmpty());

        Response first = admin().get("/api/vms");
        Response second = admin().get("/api/vms?live=true");

        assertThat(first.time()).as("ms").isGreaterThan(2_000);
        for (Response answer : List.of(first, second)) {
            answer.then()
                    .statusCode(200)
                    .header("Labkeeper-Age", nullValue())
                    .body("vms", empty())
                    .body("mode", equalTo("inventory"))
                    .body("stale", equalTo(true));
        }
    }

    private int wishes() {
        return Integer.parseInt(Stores.value(
                "SELECT count(*) FROM sync_request WHERE cause = 'live' AND mode = 'quick' AND cluster_id = '" + id
                        + "'"));
    }

    @Test
    void an_ordinary_read_asks_nobody() {
        hold(readAt(1, clock.now().minusSeconds(40), "running"));

        get("").then().statusCode(200).body("mode", equalTo("inventory")).body("stale", equalTo(false));
        get("&live=false&force_refresh=false&db=true").then().statusCode(200).body("mode", equalTo("inventory"));
        assertThat(worker.heard(id)).isEmpty();
    }

    @Test
    void the_first_read_of_a_cluster_brings_what_proxmox_says_and_no_empty_page() {
        hold(neverRead());
        worker.does(wanted -> read(wanted, 2, "running"));

        get("").then().statusCode(200).body("vms.vmid", equalTo(List.of(101))).body("mode", equalTo("live"));
    }

    @Test
    void nobody_waits_twice_for_a_cluster_that_cannot_be_read() {
        hold(neverRead());

        get("").then().statusCode(200).body("vms", empty()).body("stale", equalTo(true));
        assertThat(worker.heard(id)).hasSize(1);
        get("").then()
                .statusCode(200)
                .body("vms", empty())
                .body("stale", equalTo(true))
                .body("mode", equalTo("inventory"));
        assertThat(worker.heard(id)).hasSize(1);
    }

    private Response get(String parameters) {
        return admin().get("/api/vms?cluster=" + id + parameters);
    }

    /** As a sync-worker that has read the list. */
    private void read(RefreshWanted wanted, long revision, String status) {
        ClusterInventory now = readAt(revision, clock.now(), status);
        Vms.store(now);
        redis.replace(now).await().atMost(SOON);
        Stores.redis(Command.PUBLISH, "labkeeper:feed", new Refreshed(wanted.id(), revision).toJson("sync-worker-1"));
    }

    private ClusterInventory readAt(long revision, Instant at, String status) {
        ClusterInventory inventory = Views.tended(
                id, revision, status.equals("running") ? Vms.running(id + "/101") : Vms.stopped(id + "/101"));
        return Views.withSync(inventory, Vms.healthy(at));
    }

    private ClusterInventory neverRead() {
        ClusterInventory inventory = Views.withSync(Views.tended(id, 1), SyncStatus.NEVER);
        return new ClusterInventory(
                inventory.head(), inventory.vms(), new ClusterMetrics(1, Vms.SEEN, java.util.Map.of()));
    }

    private void hold(ClusterInventory inventory) {
        Vms.store(inventory);
        redis.replace(inventory).await().atMost(SOON);
        await().atMost(SOON)
                .until(() -> view.ready()
                        && view.moment().clusters().containsKey(id)
                        && view.moment().clusters().get(id).metrics().seq() > 0);
    }

    private static RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + TestIssuer.token("root", "admin"));
    }
}
