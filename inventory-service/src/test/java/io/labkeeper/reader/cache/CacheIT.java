package io.labkeeper.reader.cache;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.labkeeper.cache.Family;
import io.labkeeper.cache.FamilyCache;
import io.labkeeper.cache.Policy;
import io.labkeeper.cache.TwoTierCache;
import io.labkeeper.reader.caller.WithApiKeys;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the cache tells of itself, and how it is cleared. */
@QuarkusTest
@TestProfile(WithApiKeys.class)
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class CacheIT {
    private static final Duration SETTLED = Duration.ofSeconds(20);
    private static final Family<String> PLANETS =
            Family.of("planets", String.class, Policy.fresh(Duration.ofMinutes(10)));

    @Inject
    TwoTierCache cache;

    private FamilyCache<String> planets;

    @BeforeEach
    void two_values_are_held() {
        Stores.empty();
        planets = cache.open(PLANETS);
        cache.clear(io.labkeeper.cache.Glob.ALL).await().atMost(SETTLED);
        load("mars");
        load("venus");
        await().atMost(SETTLED)
                .until(() -> Stores.redis(Command.GET, "labkeeper:cache:planets:venus") != null
                        && Stores.redis(Command.GET, "labkeeper:cache:planets:mars") != null);
    }

    @AfterEach
    void heal() {
        Stores.redisProxy().up();
    }

    @Test
    void an_administrator_sees_figures_and_entries_of_both_tiers() {
        load("mars");

        JsonPath stats = as("root", "admin")
                .get("/api/cache/stats")
                .then()
                .statusCode(200)
                .body("replica", equalTo("inventory-test"))
                .body("sharing", equalTo(true))
                .body("entries.key", hasItem("planets:mars"))
                .extract()
                .jsonPath();

        Map<String, Object> family = stats.getMap("families.find { it.family == 'planets' }");
        assertThat(family).containsEntry("ttl", 600.0f);
        assertThat(stats.getList("families.find { it.family == 'planets' }.tiers.size"))
                .containsExactly(2, 2);
        assertThat(stats.getList("entries.findAll { it.key == 'planets:venus' }.tier"))
                .containsExactly("memory", "redis");
        assertThat(stats.getDouble("entries.find { it.key == 'planets:venus' }.ttl_remaining"))
                .isBetween(500.0, 600.0);
        assertThat(stats.getDouble("hit_rate")).isBetween(0.0, 100.0);
    }

    @Test
    void others_see_the_figures_alone() {
        as("alice", "user")
                .get("/api/cache/stats")
                .then()
                .statusCode(200)
                .body("families.family", hasItem("planets"))
                .body("$", not(org.hamcrest.Matchers.hasKey("entries")));
        given().get("/api/cache/stats").then().statusCode(401);
    }

    @Test
    void a_redis_that_does_not_answer_has_no_size_and_nothing_else_fails() {
        Stores.redisProxy().hang();

        as("root", "admin")
                .get("/api/cache/stats")
                .then()
                .statusCode(200)
                .body("families.find { it.family == 'planets' }.tiers[1].size", nullValue())
                .body("entries.key", hasItem("planets:mars"));
    }

    @Test
    void clearing_goes_by_pattern_and_never_beyond_the_cache() {
        Stores.redis(Command.SET, "labkeeper:assignments", "{}");

        as("root", "admin")
                .post("/api/cache/clear?pattern=planets:m*")
                .then()
                .statusCode(200)
                .body("cleared", equalTo(2));
        assertThat(Stores.redis(Command.GET, "labkeeper:cache:planets:mars")).isNull();
        assertThat(Stores.redis(Command.GET, "labkeeper:cache:planets:venus")).isNotNull();

        given().header("X-API-Key", WithApiKeys.KEY)
                .post("/api/cache/clear")
                .then()
                .statusCode(200);
        assertThat(Stores.redis(Command.GET, "labkeeper:cache:planets:venus")).isNull();
        assertThat(Stores.redis(Command.GET, "labkeeper:assignments").toString())
                .isEqualTo("{}");
    }

    @Test
    void not_everybody_may_clear_and_a_pattern_must_be_one() {
        as("alice", "user").post("/api/cache/clear").then().statusCode(403);
        as("key:dashboard", "operator").post("/api/cache/clear").then().statusCode(401);
        given().post("/api/cache/clear").then().statusCode(401);
        as("root", "admin")
                .queryParam("pattern", "x".repeat(201))
                .post("/api/cache/clear")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("pattern"));
        as("root", "admin")
                .queryParam("pattern", "")
                .post("/api/cache/clear")
                .then()
                .statusCode(400);
    }

    private void load(String planet) {
        planets.get(planet, () -> Uni.createFrom().item("a planet")).await().atMost(SETTLED);
    }

    private static RequestSpecification as(String name, String role) {
        return given().header("Authorization", "Bearer " + TestIssuer.token(name, role));
    }
}
