package io.labkeeper.actions.request;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The OpenAPI document. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class DescribedIT {
    @TestHTTPResource(value = "", management = true)
    String management;

    @Test
    void membersAreNamedAsTheJsonNamesThem() {
        Map<String, Map<String, Object>> schemas = given().accept("application/json")
                .get(management.replaceFirst("(/q)?/?$", "/q/openapi"))
                .jsonPath()
                .getMap("components.schemas");

        List<String> members = schemas.values().stream()
                .filter(schema -> schema.get("properties") instanceof Map)
                .flatMap(schema -> ((Map<?, ?>) schema.get("properties")).keySet().stream())
                .map(Object::toString)
                .toList();

        assertThat(members).contains("batch_id", "cluster_id").noneMatch(member -> member.matches(".*[A-Z].*"));
    }
}
