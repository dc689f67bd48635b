package io.labkeeper.reader.caller;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where an edge puts the token into the header, the header proves nothing: it comes with whatever a browser was made to send. */
@QuarkusTest
@TestProfile(TokensFromEdgeIT.BehindAnEdge.class)
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class TokensFromEdgeIT {

    /** The service as it is set behind such an edge. */
    public static class BehindAnEdge implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("labkeeper.callers.tokens-from-edge", "true");
        }
    }

    @Test
    void another_page_may_change_nothing_though_the_token_is_in_the_header() {
        for (String site : new String[] {"cross-site", "same-site", "none"}) {
            refused(token().header("Sec-Fetch-Site", site));
        }
        refused(token().header("Origin", "http://students.lab.example.org").header("Host", "lab.example.org"));
    }

    @Test
    void our_own_page_and_programs_may() {
        accepted(token().header("Sec-Fetch-Site", "same-origin"));
        accepted(token().header("Origin", "http://lab.example.org").header("Host", "lab.example.org"));
        accepted(token());
    }

    @Test
    void anybody_may_look() {
        token().header("Sec-Fetch-Site", "cross-site")
                .get("/test/whoami")
                .then()
                .statusCode(200)
                .body("name", equalTo("alice"));
    }

    private static void refused(RequestSpecification request) {
        request.post("/test/whoami")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:labkeeper:problem:cross-site-request"));
    }

    private static void accepted(RequestSpecification request) {
        request.post("/test/whoami").then().statusCode(200);
    }

    private static RequestSpecification token() {
        return given().header("Authorization", "Bearer " + TestIssuer.token("alice"));
    }
}
