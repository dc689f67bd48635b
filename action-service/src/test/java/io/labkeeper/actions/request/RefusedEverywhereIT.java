package io.labkeeper.actions.request;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Spellings;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way into the service that its OpenAPI document names, tried by those who must not come in, and with bodies that nobody means. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class RefusedEverywhereIT {
    private static final String SOME_ID = "01a1fbe2-b106-751b-9db4-8321c2b8124e";
    private static final int BODY_LIMIT = 2 * 1024 * 1024;

    @TestHTTPResource(value = "", management = true)
    String management;

    @TestHTTPResource("/")
    URI server;

    private final List<Way> ways = new ArrayList<>();

    private record Way(String method, String path, boolean takesBody) {}

    @BeforeEach
    void allWays() throws Exception {
        JsonNode document = new ObjectMapper()
                .readTree(given().accept("application/json")
                        .get(management.replaceFirst("(/q)?/?$", "/q/openapi"))
                        .asString());
        document.path("paths").properties().forEach(path -> {
            String address = path.getKey()
                    .replaceAll("\\{cluster[^}]*}", "lab-a")
                    .replace("{vmid}", "101")
                    .replace("{action}", "start")
                    .replaceAll("\\{[^}]+}", SOME_ID);
            path.getValue().properties().stream()
                    .filter(method -> method.getValue().has("responses"))
                    .forEach(method -> ways.add(new Way(
                            method.getKey().toUpperCase(Locale.ROOT),
                            address,
                            method.getValue().has("requestBody"))));
        });
        assertThat(ways).hasSizeGreaterThan(15).anyMatch(Way::takesBody);
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                Arguments.of("not signed", unsigned()),
                Arguments.of("changed", changed()),
                Arguments.of("no token at all", "nonsense"),
                Arguments.of("empty", "."));
    }

    @ParameterizedTest(name = "with a token that is {0}")
    @MethodSource("badTokens")
    void nothingIsOpenWithABadToken(String what, String token) {
        for (Way way : ways) {
            refused(way, given().header("Authorization", "Bearer " + token).request(way.method(), way.path()));
        }
    }

    @Test
    void nothingIsOpenWithoutAToken() {
        for (Way way : ways) {
            refused(way, given().request(way.method(), way.path()));
        }
    }

    @Test
    void noOtherSpellingOfAPathOpensIt() throws Exception {
        for (Way way : ways) {
            for (String spelling : Spellings.of(way.path())) {
                assertThat(Spellings.ask(server, way.method(), spelling))
                        .as("%s %s", way.method(), spelling)
                        .isBetween(400, 499);
            }
        }
    }

    static Stream<Arguments> badBodies() {
        // Twice what our parser follows. REST Assured prints it with an indentation, so that ten times more would fill
        // the memory.
        return Stream.of(
                Arguments.of("too deep", "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000)),
                Arguments.of("the same key twice", "{\"name\":\"a\",\"name\":\"b\"}"),
                Arguments.of("no JSON", "{\"name\":"),
                Arguments.of("another shape", "[[[\"a\"]]]"),
                Arguments.of("nothing", ""));
    }

    @ParameterizedTest(name = "a body: {0}")
    @MethodSource("badBodies")
    void aBodyThatNobodyMeansIsTheCallersFaultAndTellsNothingOfUs(String what, String body) {
        for (Way way : ways) {
            boolean mayBeEmpty = way.path().equals("/api/sync/trigger") && body.isEmpty();
            if (way.takesBody() && !mayBeEmpty) {
                Response answer = given().header("Authorization", "Bearer " + Callers.token("root", "admin"))
                        .contentType("application/json")
                        .body(body)
                        .request(way.method(), way.path());

                assertThat(answer.statusCode())
                        .as("%s %s", way.method(), way.path())
                        .isBetween(400, 499);
                assertThat(answer.asString()).doesNotContain("Exception", "io.labkeeper", "jackson");
            }
        }
    }

    @Test
    void aBodyBeyondTheLimitIsNotRead() {
        Way way = ways.stream().filter(Way::takesBody).findFirst().orElseThrow();

        given().header("Authorization", "Bearer " + Callers.token("root", "admin"))
                .contentType("application/json")
                .body(new byte[BODY_LIMIT + 1])
                .request(way.method(), way.path())
                .then()
                .statusCode(413);
    }

    private static void refused(Way way, Response answer) {
        assertThat(answer.statusCode()).as("%s %s", way.method(), way.path()).isEqualTo(401);
        assertThat(answer.contentType()).as("%s %s", way.method(), way.path()).startsWith("application/problem+json");
    }

    /** {@code alg: none}. */
    private static String unsigned() {
        String[] parts = Callers.token("root", "admin").split("\\.");
        return base64("{\"alg\":\"none\"}") + "." + parts[1] + ".";
    }

    /** Another user under the signature of the first. */
    private static String changed() {
        String[] mine = Callers.token("alice", "user").split("\\.");
        String[] theirs = Callers.token("root", "admin").split("\\.");
        return mine[0] + "." + theirs[1] + "." + mine[2];
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
