package io.labkeeper.reader.caller;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The service was started while the identity provider was away. The methods tell one story, in order. */
@QuarkusTest
@TestProfile(IssuerAwayIT.IssuerAway.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IssuerAwayIT {

    public static class IssuerAway implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(
                    new TestResourceEntry(Stores.class),
                    new TestResourceEntry(TestIssuer.class, Map.of("reachable", "false")));
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }

    @AfterEach
    void back() {
        TestIssuer.publishUsualKey();
        TestIssuer.up();
    }

    @Test
    @Order(1)
    void tokens_cannot_be_checked_and_that_is_not_the_callers_fault() {
        TestIssuer.down();

        unavailable(ask(TestIssuer.token("alice")));
        given().get("/test/whoami").then().statusCode(401);
    }

    @Test
    @Order(2)
    void when_the_issuer_comes_the_service_heals_by_itself() {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        ask(TestIssuer.token("alice")).then().statusCode(200).body("name", equalTo("alice")));
        ask(TestIssuer.expired("alice")).then().statusCode(401);
    }

    @Test
    @Order(3)
    void when_it_goes_away_again_known_keys_go_on_and_unknown_ones_wait() {
        TestIssuer.down();

        ask(TestIssuer.token("alice")).then().statusCode(200);
        ask(TestIssuer.expired("alice")).then().statusCode(401);
        ask(TestIssuer.withForgedSignature("alice")).then().statusCode(401);
        for (int i = 0; i < 5; i++) {
            unavailable(ask(TestIssuer.withUnknownKey("alice")));
        }
    }

    @Test
    @Order(4)
    void a_key_that_was_unknown_is_learnt_once_the_issuer_is_back() {
        TestIssuer.publishNewKey();

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> ask(TestIssuer.withUnknownKey("alice")).then().statusCode(200));
    }

    private static Response ask(String token) {
        return given().header("Authorization", "Bearer " + token).get("/test/whoami");
    }

    private static void unavailable(Response answer) {
        answer.then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue())
                .body("type", equalTo("urn:labkeeper:problem:identity-provider-unavailable"));
    }
}
