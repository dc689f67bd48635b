package io.labkeeper.reader.caller;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is let in, as whom. */
@QuarkusTest
@TestProfile(WithApiKeys.class)
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class CallerIT {

    @Test
    void a_bearer_token_names_the_caller_and_the_roles() {
        bearer(TestIssuer.token("alice", "user", "operator"))
                .get("/test/whoami")
                .then()
                .statusCode(200)
                .body("name", equalTo("alice"))
                .body("roles.sort()", contains("operator", "user"));
    }

    @Test
    void the_same_token_is_taken_from_the_cookie() {
        given().cookie("labkeeper", TestIssuer.token("alice"))
                .get("/test/whoami")
                .then()
                .statusCode(200)
                .body("name", equalTo("alice"))
                .body("roles", empty());
    }

    @Test
    void over_https_only_the_cookie_that_browsers_guard_is_taken() {
        given().header("X-Forwarded-Proto", "https")
                .cookie("__Host-labkeeper", TestIssuer.token("alice"))
                .get("/test/whoami")
                .then()
                .statusCode(200)
                .body("name", equalTo("alice"));
        unauthenticated(given().header("X-Forwarded-Proto", "https")
                .cookie("labkeeper", TestIssuer.token("mallory"))
                .get("/test/whoami"));
        unauthenticated(
                given().cookie("__Host-labkeeper", TestIssuer.token("alice")).get("/test/whoami"));
    }

    @Test
    void a_token_in_the_header_goes_before_a_cookie() {
        given().header("Authorization", "Bearer " + TestIssuer.token("alice"))
                .cookie("labkeeper", TestIssuer.token("mallory"))
                .post("/test/whoami")
                .then()
                .statusCode(200)
                .body("name", equalTo("alice"));
    }

    @Test
    void an_api_key_acts_under_its_own_name_with_its_role() {
        given().header("X-API-Key", WithApiKeys.KEY)
                .get("/test/whoami")
                .then()
                .statusCode(200)
                .body("name", equalTo("key:dashboard"))
                .body("roles", contains("operator"));
    }

    @Test
    void a_token_that_calls_itself_an_api_key_is_nobodys() {
        given().header("Authorization", "Bearer " + TestIssuer.token("key:dashboard"))
                .get("/test/whoami")
                .then()
                .statusCode(401);
    }

    @Test
    void a_remembered_token_says_the_same_again_and_helps_no_other() {
        String alice = TestIssuer.token("alice", "user");
        String bob = TestIssuer.token("bob", "admin");
        for (String token : List.of(alice, bob, alice, bob)) {
            bearer(token)
                    .get("/test/whoami")
                    .then()
                    .statusCode(200)
                    .body("name", equalTo(token.equals(alice) ? "alice" : "bob"))
                    .body("roles", contains(token.equals(alice) ? "user" : "admin"));
        }
        bearer(alice).get("/test/whoami/admin").then().statusCode(403);

        String claimsOfBob = alice.split("\\.")[0] + "." + bob.split("\\.")[1] + "." + alice.split("\\.")[2];
        unauthenticated(bearer(claimsOfBob).get("/test/whoami"));
        unauthenticated(bearer(alice.substring(0, alice.length() - 20)).get("/test/whoami"));
        unauthenticated(bearer(alice).header("X-API-Key", "guess").get("/test/whoami"));
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                Arguments.of("expired", TestIssuer.expired("alice")),
                Arguments.of("for another audience", TestIssuer.withWrongAudience("alice")),
                Arguments.of("of another issuer", TestIssuer.withWrongIssuer("alice")),
                Arguments.of("forged", TestIssuer.withForgedSignature("alice")),
                Arguments.of("of an unknown key", TestIssuer.withUnknownKey("alice")),
                Arguments.of("unsigned", TestIssuer.unsigned("alice")),
                Arguments.of("signed with the public key as secret", TestIssuer.withPublicKeyAsSecret("alice")),
                Arguments.of("garbage", "garbage"),
                Arguments.of("dots", "a.b.c"));
    }

    @ParameterizedTest(name = "a token {0} is refused")
    @MethodSource("badTokens")
    void a_bad_token_is_refused(String what, String token) {
        unauthenticated(bearer(token).get("/test/whoami"));
        unauthenticated(given().cookie("labkeeper", token).get("/test/whoami"));
    }

    @Test
    void neither_nothing_nor_an_unknown_api_key_nor_a_password_is_let_in() {
        unauthenticated(given().get("/test/whoami"));
        unauthenticated(given().header("X-API-Key", "guess").get("/test/whoami"));
        unauthenticated(given().header("X-API-Key", "").get("/test/whoami"));
        unauthenticated(given().auth().preemptive().basic("admin", "admin").get("/test/whoami"));
        unauthenticated(bearer("").get("/test/whoami"));
    }

    @Test
    void a_wrong_api_key_is_not_healed_by_a_good_token() {
        unauthenticated(bearer(TestIssuer.token("alice", "admin"))
                .header("X-API-Key", "guess")
                .get("/test/whoami"));
    }

    @Test
    void a_token_in_the_url_is_no_token() {
        unauthenticated(given().get("/test/whoami?access_token=" + TestIssuer.token("alice")));
    }

    @Test
    void who_lacks_the_role_is_told_so() {
        bearer(TestIssuer.token("alice", "user"))
                .get("/test/whoami/admin")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:labkeeper:problem:forbidden"));
        bearer(TestIssuer.token("root", "admin"))
                .get("/test/whoami/admin")
                .then()
                .statusCode(200);
    }

    @Test
    void a_new_key_of_the_issuer_is_learnt_without_a_restart() {
        TestIssuer.publishNewKey();
        try {
            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(5))
                    .untilAsserted(() -> bearer(TestIssuer.withUnknownKey("alice"))
                            .get("/test/whoami")
                            .then()
                            .statusCode(200));
            bearer(TestIssuer.token("bob")).get("/test/whoami").then().statusCode(200);
        } finally {
            TestIssuer.publishUsualKey();
        }
    }

    private static RequestSpecification bearer(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static void unauthenticated(Response answer) {
        answer.then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body("type", equalTo("urn:labkeeper:problem:unauthenticated"))
                .body("status", equalTo(401))
                .body("ok", equalTo(false));
    }
}
