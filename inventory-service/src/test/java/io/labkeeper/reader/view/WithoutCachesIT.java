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
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that was told to do without its memory, and has no Redis either. Named C-07 among the faults. */
@QuarkusTest
@TestProfile(WithoutCachesIT.NoCaches.class)
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class WithoutCachesIT {
    private static final Duration SETTLED = Duration.ofSeconds(20);
    private static final int CROWD = 200;

    /** The followers are all but asleep, so that what is shown can only have been read for the request. */
    public static class NoCaches implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "labkeeper.redis.url", "",
                    "labkeeper.view.postgres-per-request", "true",
                    "labkeeper.view.heads-interval", "PT1H",
                    "labkeeper.view.postgres-interval", "PT1H",
                    "labkeeper.view.actions-interval", "PT1H",
                    "labkeeper.view.cross-check-interval", "PT1H");
        }
    }

    @Inject
    InventoryView view;

    @ConfigProperty(name = "quarkus.http.test-port", defaultValue = "0")
    int port;

    private final String id = Clusters.fresh();

    @BeforeEach
    void postgresHoldsTheFirstRevision() {
        Stores.empty();
        Vms.store(revision(1, VmStatus.RUNNING));
        await().atMost(SETTLED).until(view::ready);
    }

    @Test
    void an_answer_shows_what_was_committed_before_it() {
        Vms.store(revision(2, VmStatus.STOPPED));

        answered(admin(), "/api/vms?cluster=" + id)
                .then()
                .header("Labkeeper-Source", "postgres")
                .body("vms[0].status", equalTo("stopped"));
        answered(admin(), "/api/vms/" + id + "/101").then().body("status", equalTo("stopped"));
    }

    @Test
    void rights_are_read_anew_too() {
        assertThat(alice()).isZero();

        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username) VALUES ('" + id + "', 101, 'alice')");
        Stores.sql("UPDATE assignments_head SET revision = revision + 1");

        assertThat(alice()).isEqualTo(1);
    }

    @Test
    void a_crowd_is_answered_or_told_to_come_again_and_afterwards_all_is_well() {
        List<HttpResponse<String>> answers = crowd();

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 503);
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 503).allSatisfy(answer -> {
            // Busy; or, on a machine that is busy with other things, away.
            assertThat(answer.body()).contains("urn:labkeeper:problem:database-");
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        });
        assertThat(answers).extracting(HttpResponse::body).anyMatch(body -> body.contains("database-busy"));
        answered(admin(), "/api/vms");
    }

    @Test
    void who_is_not_let_in_costs_postgres_nothing() {
        long held = view.cluster(id) == null ? 0 : view.cluster(id).revision().number();
        Vms.store(revision(2, VmStatus.STOPPED));

        given().get("/api/vms").then().statusCode(401);

        assertThat(view.cluster(id) == null ? 0 : view.cluster(id).revision().number())
                .isEqualTo(held);
    }

    private List<HttpResponse<String>> crowd() {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest question = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/vms"))
                .header("Authorization", "Bearer " + TestIssuer.token("root", "admin"))
                .timeout(SETTLED)
                .build();
        return Stream.generate(() -> client.sendAsync(question, BodyHandlers.ofString())).limit(CROWD).toList().stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private ClusterInventory revision(long revision, VmStatus status) {
        return Views.tended(id, revision, Vms.withStatus(id + "/101", status));
    }

    private static int alice() {
        return answered(given().header("Authorization", "Bearer " + TestIssuer.token("alice", "user")), "/api/vms")
                .jsonPath()
                .getInt("total");
    }

    /** A machine that is busy with other things may be too slow for a read, which is told and can be tried again. */
    private static Response answered(RequestSpecification caller, String path) {
        return await().atMost(SETTLED)
                .until(() -> given().spec(caller).get(path), answer -> answer.statusCode() == 200);
    }

    private static RequestSpecification admin() {
        return given().header("Authorization", "Bearer " + TestIssuer.token("root", "admin"));
    }
}
