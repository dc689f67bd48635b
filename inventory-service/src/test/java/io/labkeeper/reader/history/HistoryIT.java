package io.labkeeper.reader.history;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.notNullValue;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.reader.view.Clusters;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a caller is told of a VM's past. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class HistoryIT {
    private static final Duration SETTLED = Duration.ofSeconds(20);

    @TestHTTPResource(value = "", management = true)
    String management;

    @Inject
    InventoryView view;

    @Inject
    RedisInventory redis;

    private final String cluster = Clusters.fresh();

    /** Of the database, which here is this machine's clock; the samples stay clear of its edges. */
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private final Instant hour = now.truncatedTo(ChronoUnit.HOURS);

    @BeforeEach
    void alice_has_a_vm_and_another_is_somebody_elses() {
        Stores.empty();
        ClusterInventory inventory =
                Views.tended(cluster, 1, Vms.running(cluster + "/101"), Vms.running(cluster + "/102"));
        Vms.store(inventory);
        redis.replace(inventory).await().atMost(Duration.ofSeconds(5));
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username, birth) VALUES ('" + cluster
                + "', 101, 'alice', 'birth-101')");
        Stores.sql("UPDATE assignments_head SET revision = revision + 1");
        await().atMost(SETTLED).until(() -> view.moment().clusters().containsKey(cluster));
        await().atMost(SETTLED)
                .until(() -> alice().get("/api/vms/" + cluster + "/101").statusCode() == 200);
    }

    @AfterEach
    void back() {
        Stores.postgresProxy().up();
    }

    @Test
    void by_default_the_samples_of_the_last_24_hours_are_told_the_oldest_first() {
        raw(101, "birth-101", now.minusSeconds(600), "running", 12.5);
        raw(101, "birth-101", now.minusSeconds(900), "stopped", null);
        raw(101, "birth-101", now.minusSeconds(90_000), "running", 99.0);
        raw(102, "birth-102", now.minusSeconds(600), "running", 50.0);

        Response answer = alice().get(path(101));

        answer.then()
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "private, no-cache")
                .header("Vary", "Authorization, Cookie, Accept-Encoding")
                .header("Labkeeper-Source", "postgres")
                .header("Labkeeper-Age", Integer::parseInt, org.hamcrest.Matchers.greaterThanOrEqualTo(0));
        JsonPath samples = answer.jsonPath();
        assertThat(samples.getList("at"))
                .containsExactly(
                        now.minusSeconds(900).toString(), now.minusSeconds(600).toString());
        assertThat(samples.getMap("[0]"))
                .containsOnlyKeys("at", "status", "cpu_usage", "memory_usage")
                .containsEntry("status", "stopped")
                .containsEntry("cpu_usage", null)
                .containsEntry("memory_usage", null);
        assertThat(samples.getMap("[1]")).containsEntry("status", "running").containsEntry("cpu_usage", 12.5f);
    }

    @Test
    void a_vm_without_samples_has_an_empty_history() {
        assertThat(alice().get(path(101)).then().statusCode(200).extract().asString())
                .isEqualTo("[]");
    }

    @Test
    void hours_are_told_only_where_the_samples_are_gone() {
        for (int back : List.of(50, 49, 24, 23)) {
            sample(101, "birth-101", "hour", hour.minus(Duration.ofHours(back)), "running", (double) back);
        }
        raw(101, "birth-101", hour.minus(Duration.ofHours(24)).plusSeconds(300), "running", 1.0);
        raw(101, "birth-101", hour.minus(Duration.ofHours(23)).plusSeconds(300), "running", 2.0);

        assertThat(cpu("from", hour.minus(Duration.ofDays(30)).toString())).containsExactly(50.0f, 49.0f, 1.0f, 2.0f);
        assertThat(cpu(
                        "from",
                        hour.minus(Duration.ofHours(50)).toString(),
                        "to",
                        hour.minus(Duration.ofHours(49)).toString()))
                .containsExactly(50.0f);
        assertThat(cpu(
                        "from",
                        hour.minus(Duration.ofHours(24)).toString(),
                        "to",
                        hour.minus(Duration.ofHours(23)).toString()))
                .containsExactly(1.0f);
    }

    @Test
    void there_are_never_more_than_3000_samples_and_those_are_the_newest() {
        Stores.sql(
                "INSERT INTO vm_sample SELECT '" + cluster + "', 101, 'raw', '" + now.minusSeconds(10_000)
                        + "'::timestamptz + make_interval(secs => n), 'birth-101', 'running', n, n FROM generate_series(1, 3100) n");

        List<Float> told = cpu();

        assertThat(told).hasSize(3000);
        assertThat(told.get(0)).isEqualTo(101.0f);
        assertThat(told.get(2999)).isEqualTo(3100.0f);
    }

    @Test
    void of_an_earlier_vm_with_that_number_nothing_is_told_not_even_to_administrators() {
        raw(101, "an-earlier-vm-of-that-number", now.minusSeconds(900), "running", 80.0);
        sample(101, "an-earlier-vm-of-that-number", "hour", hour.minus(Duration.ofHours(40)), "running", 80.0);
        raw(101, "birth-101", now.minusSeconds(600), "running", 5.0);

        assertThat(cpu("from", hour.minus(Duration.ofDays(3)).toString())).containsExactly(5.0f);
        assertThat(caller("root", "admin")
                        .get(path(101))
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getList("cpu_usage"))
                .containsExactly(5.0f);
    }

    @Test
    void what_belongs_to_others_is_not_there() {
        raw(102, "birth-102", now.minusSeconds(600), "running", 50.0);
        Response foreign = alice().get(path(102));
        Response absent = alice().get(path(999));

        foreign.then().statusCode(404).body("type", equalTo("urn:labkeeper:problem:vm-not-found"));
        assertThat(foreign.jsonPath().getString("detail").replace("machine 102 ", "machine 999 "))
                .isEqualTo(absent.jsonPath().getString("detail"));
        assertThat(foreign.jsonPath().getMap("$").keySet())
                .isEqualTo(absent.jsonPath().getMap("$").keySet());
        assertThat(foreign.jsonPath().getString("detail"))
                .isEqualTo(
                        alice().get("/api/vms/" + cluster + "/102").jsonPath().getString("detail"));
        alice().queryParam("from", "never").get(path(102)).then().statusCode(404);
        alice().get("/api/vms/no-such-cluster/101/history").then().statusCode(404);
        alice().get("/api/vms/" + cluster + "/web/history").then().statusCode(400);
        caller("otto", "operator").get(path(102)).then().statusCode(200).body("size()", equalTo(1));
        given().get(path(101)).then().statusCode(401);
    }

    @Test
    void a_time_that_cannot_be_is_named() {
        alice().queryParam("from", "yesterday")
                .get(path(101))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("from"))
                .body("detail", containsString("yesterday"));
        alice().queryParam("to", "").get(path(101)).then().statusCode(400).body("detail", containsString("to"));
        alice().queryParam("from", "2026-01-15T11:00:00Z")
                .queryParam("to", "2026-01-15T10:00:00Z")
                .get(path(101))
                .then()
                .statusCode(400)
                .body("detail", containsString("2026-01-15T11:00:00Z"));
    }

    @Test
    void without_postgres_the_answer_is_503_in_time() {
        Stores.postgresProxy().hang();
        assertUnavailable();
        Stores.postgresProxy().down();
        assertUnavailable();
        Stores.postgresProxy().up();

        await().atMost(SETTLED).until(() -> alice().get(path(101)).statusCode() == 200);
    }

    @Test
    void the_service_describes_it() {
        given().accept("application/json")
                .get(management.replaceFirst("(/q)?/?$", "/q/openapi"))
                .then()
                .statusCode(200)
                .body("paths", hasKey("/api/vms/{cluster}/{vmid}/history"));
    }

    private void assertUnavailable() {
        alice().get(path(101))
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .body("type", equalTo("urn:labkeeper:problem:database-unavailable"))
                .time(lessThan(10_000L));
    }

    private List<Float> cpu(String... parameters) {
        RequestSpecification request = alice();
        for (int i = 0; i < parameters.length; i += 2) {
            request.queryParam(parameters[i], parameters[i + 1]);
        }
        return request.get(path(101))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("cpu_usage");
    }

    private String path(int vmid) {
        return "/api/vms/" + cluster + "/" + vmid + "/history";
    }

    private void raw(int vmid, String birth, Instant at, String status, Double cpu) {
        sample(vmid, birth, "raw", at, status, cpu);
    }

    private void sample(int vmid, String birth, String resolution, Instant at, String status, Double cpu) {
        Stores.sql("INSERT INTO vm_sample VALUES ('" + cluster + "', " + vmid + ", '" + resolution + "', '" + at
                + "', '" + birth + "', '" + status + "', " + cpu + ", " + cpu + ")");
    }

    private static RequestSpecification alice() {
        return caller("alice", "user");
    }

    private static RequestSpecification caller(String name, String... roles) {
        return given().header("Authorization", "Bearer " + TestIssuer.token(name, roles));
    }
}
