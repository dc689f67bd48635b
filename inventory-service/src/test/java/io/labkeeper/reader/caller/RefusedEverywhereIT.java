package io.labkeeper.reader.caller;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.cache.Family;
import io.labkeeper.cache.FamilyCache;
import io.labkeeper.cache.Policy;
import io.labkeeper.cache.TwoTierCache;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.testing.Spellings;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way into the service that its OpenAPI document names, tried by those who must not come in. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class RefusedEverywhereIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TestHTTPResource(value = "", management = true)
    String management;

    @TestHTTPResource("/")
    URI server;

    @Inject
    TwoTierCache cache;

    private final List<Way> ways = new ArrayList<>();

    /** A method of a path. */
    private record Way(String method, String path) {}

    @BeforeEach
    void all_ways() throws JsonProcessingException {
        JsonNode document = InventoryJson.mapper()
                .readTree(given().accept("application/json")
                        .get(management.replaceFirst("(/q)?/?$", "/q/openapi"))
                        .asString());
        document.path("paths").fields().forEachRemaining(path -> {
            if (path.getKey().startsWith("/api/")) {
                String address = path.getKey().replace("{cluster}", "lab-a").replace("{vmid}", "101");
                path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> ways.add(new Way(method.toUpperCase(Locale.ROOT), address)));
            }
        });
        assertThat(ways).hasSizeGreaterThanOrEqualTo(12).noneMatch(way -> way.path()
                .contains("{"));
    }

    static Stream<Arguments> bad_tokens() {
        return Stream.of(
                Arguments.of("expired", TestIssuer.expired("root")),
                Arguments.of("for another audience", TestIssuer.withWrongAudience("root")),
                Arguments.of("forged", TestIssuer.withForgedSignature("root")),
                Arguments.of("not signed", TestIssuer.unsigned("root")),
                Arguments.of("of another issuer", TestIssuer.withWrongIssuer("root")),
                Arguments.of("signed with the public key", TestIssuer.withPublicKeyAsSecret("root")));
    }

    @ParameterizedTest(name = "with a token that is {0}")
    @MethodSource("bad_tokens")
    void nothing_is_open_with_a_bad_token(String what, String token) {
        for (Way way : ways) {
            refused(way, given().header("Authorization", "Bearer " + token).request(way.method(), way.path()));
            refused(
                    way,
                    given().cookie("labkeeper", token)
                            .header("Sec-Fetch-Site", "same-origin")
                            .request(way.method(), way.path()));
        }
    }

    @Test
    void nothing_is_open_without_a_token() {
        for (Way way : ways) {
            refused(way, given().request(way.method(), way.path()));
        }
    }

    /** As they stand in a request: a client library would tidy them up. */
    @Test
    void no_other_spelling_of_a_path_opens_it() throws Exception {
        for (Way way : ways) {
            for (String spelling : Spellings.of(way.path())) {
                int status = Spellings.ask(server, way.method(), spelling);
                assertThat(status)
                        .as("%s %s", way.method(), spelling)
                        .isBetween(400, 499)
                        .isNotEqualTo(408);
            }
        }
    }

    @Test
    void another_site_cannot_clear_the_cache_with_an_administrators_cookie() {
        FamilyCache<String> moons = cache.open(Family.of("moons", String.class, Policy.fresh(Duration.ofMinutes(10))));
        moons.get("io", () -> Uni.createFrom().item("a moon")).await().atMost(SOON);

        for (String site : List.of("cross-site", "same-site")) {
            given().cookie("labkeeper", TestIssuer.token("root", "admin"))
                    .header("Sec-Fetch-Site", site)
                    .post("/api/cache/clear")
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .body("type", equalTo("urn:labkeeper:problem:cross-site-request"));
        }

        assertThat(moons.statistics().evictions()).isZero();
    }

    private static void refused(Way way, Response answer) {
        assertThat(answer.statusCode()).as("%s %s", way.method(), way.path()).isEqualTo(401);
        assertThat(answer.contentType()).as("%s %s", way.method(), way.path()).startsWith("application/problem+json");
    }
}
