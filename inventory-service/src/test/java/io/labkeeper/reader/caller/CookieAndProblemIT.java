package io.labkeeper.reader.caller;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a browser may send across sites, and what every refusal looks like. */
@QuarkusTest
@TestProfile(WithApiKeys.class)
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class CookieAndProblemIT {

    @Test
    void our_own_page_may_change_things_with_the_cookie() {
        cookie().header("Sec-Fetch-Site", "same-origin")
                .post("/test/whoami")
                .then()
                .statusCode(200)
                .body("name", equalTo("alice"));
        cookie().header("Host", "lab.example.org")
                .header("Origin", "http://lab.example.org")
                .post("/test/whoami")
                .then()
                .statusCode(200);
        given().cookie("__Host-labkeeper", TestIssuer.token("alice"))
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "lab.example.org")
                .header("Origin", "https://lab.example.org")
                .post("/test/whoami")
                .then()
                .statusCode(200);
    }

    @Test
    void another_site_may_not() {
        crossSite(cookie().post("/test/whoami"));
        crossSite(cookie().header("Sec-Fetch-Site", "cross-site").post("/test/whoami"));
        crossSite(cookie().header("Sec-Fetch-Site", "same-site").post("/test/whoami"));
        crossSite(cookie().header("Origin", "http://evil.example.org").post("/test/whoami"));
        crossSite(cookie().header("Origin", "null").post("/test/whoami"));
        crossSite(cookie().header("Sec-Fetch-Site", "cross-site")
                .header("Host", "lab.example.org")
                .header("Origin", "http://lab.example.org")
                .post("/test/whoami"));
    }

    @Test
    void a_token_in_the_header_needs_no_proof_since_no_browser_adds_it_by_itself() {
        given().header("Authorization", "Bearer " + TestIssuer.token("alice"))
                .header("Sec-Fetch-Site", "cross-site")
                .post("/test/whoami")
                .then()
                .statusCode(200);
    }

    @Test
    void a_problem_has_all_its_members_and_those_of_older_pages() {
        Map<String, Object> problem = given().header("X-Correlation-Id", "edge-4711")
                .get("/test/whoami")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("X-Correlation-Id", "edge-4711")
                .header("Cache-Control", "no-store")
                .extract()
                .jsonPath()
                .getMap("$");

        assertThat(problem)
                .containsOnlyKeys("type", "title", "status", "detail", "instance", "correlation_id", "ok", "error")
                .containsEntry("instance", "/test/whoami")
                .containsEntry("correlation_id", "edge-4711")
                .containsEntry("ok", false)
                .containsEntry("error", problem.get("detail"));
    }

    @Test
    void an_id_that_could_break_a_log_line_is_replaced() {
        given().header("X-Correlation-Id", "a b\"c")
                .get("/test/whoami")
                .then()
                .header("X-Correlation-Id", not(equalTo("a b\"c")));
    }

    @Test
    void an_unknown_path_and_a_wrong_method_are_problems_too() {
        problem(token().get("/api/no-such-thing"), 404, "not-found");
        problem(token().get("/no-such-thing"), 404, "not-found");
        problem(token().delete("/test/whoami"), 405, "method-not-allowed");
        problem(token().header("Accept", "image/png").get("/test/whoami"), 406, "not-acceptable");
    }

    @Test
    void a_fault_of_ours_shows_neither_class_nor_words() {
        String body = token().get("/test/whoami/broken")
                .then()
                .statusCode(500)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:labkeeper:problem:internal-error"))
                .extract()
                .asString();

        assertThat(body).doesNotContain("hunter2").doesNotContain("Exception").doesNotContain("java");
    }

    private static RequestSpecification cookie() {
        return given().cookie("labkeeper", TestIssuer.token("alice"));
    }

    private static RequestSpecification token() {
        return given().header("Authorization", "Bearer " + TestIssuer.token("alice"));
    }

    private static void crossSite(Response answer) {
        problem(answer, 403, "cross-site-request");
    }

    private static void problem(Response answer, int status, String slug) {
        answer.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:labkeeper:problem:" + slug))
                .body("status", equalTo(status));
    }
}
