package io.labkeeper.reader.described;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.reader.view.Clusters;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The OpenAPI document, held against what is answered. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class DescribedIT {
    private static final Duration SETTLED = Duration.ofSeconds(20);
    private static final String JSON = "application/json";

    /** Left out where there is nothing to tell. */
    private static final Set<String> OPTIONAL = Set.of("since", "error_detail");

    @TestHTTPResource(value = "", management = true)
    String management;

    @Inject
    InventoryView view;

    @Inject
    RedisInventory redis;

    private final String cluster = Clusters.fresh();
    private JsonNode document;

    /** An answer that is described. */
    private record Described(String name, JsonNode schema, List<JsonNode> examples) {}

    @BeforeEach
    void a_machine_with_a_past_is_there() {
        document = parsed(given().accept(JSON)
                .get(management.replaceFirst("(/q)?/?$", "/q/openapi"))
                .asString());
        Stores.empty();
        ClusterInventory held = Views.tended(cluster, 1, Vms.running(cluster + "/101"));
        Vms.store(held);
        redis.replace(held).await().atMost(SETTLED);
        Stores.sql("INSERT INTO vm_sample VALUES ('" + cluster
                + "', 101, 'raw', now() - interval '10 minutes', 'birth-101', 'running', 1, 1)");
        await().atMost(SETTLED)
                .until(() -> view.ready() && view.moment().clusters().containsKey(cluster));
    }

    @Test
    void every_answer_has_a_schema_and_examples_that_show_all_its_members() {
        List<Described> answers = answers();

        assertThat(answers).hasSizeGreaterThanOrEqualTo(12);
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.schema()).as(answer.name()).isNotNull();
            assertThat(answer.examples()).as(answer.name()).isNotEmpty();
            answer.examples().forEach(example -> matches(answer.name(), answer.schema(), example));
        });
    }

    @Test
    void what_is_answered_is_what_is_described() {
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("/api/vms", "/api/vms");
        paths.put("/api/vms/{cluster}/{vmid}", "/api/vms/" + cluster + "/101");
        paths.put("/api/vms/{cluster}/{vmid}/history", "/api/vms/" + cluster + "/101/history");
        paths.put("/api/vm/{vmid}/status", "/api/vm/101/status?cluster=" + cluster);
        paths.put("/api/vm/{vmid}/ip", "/api/vm/101/ip?cluster=" + cluster);
        paths.put("/api/clusters", "/api/clusters");
        paths.put("/api/sync/stats", "/api/sync/stats");
        paths.put("/api/sync/health", "/api/sync/health");
        paths.put("/api/sync/status", "/api/sync/status");
        paths.put("/api/cache/stats", "/api/cache/stats");
        paths.put("/api/me", "/api/me");

        paths.forEach((path, address) -> {
            JsonNode told = parsed(given().header("Authorization", "Bearer " + TestIssuer.token("root", "admin"))
                    .get(address)
                    .asString());
            assertThat(told).as(path).isNotEmpty();
            matches(
                    path,
                    document.path("paths")
                            .path(path)
                            .path("get")
                            .path("responses")
                            .path("200")
                            .path("content")
                            .path(JSON)
                            .get("schema"),
                    told);
        });
    }

    /** All that are answered with JSON. */
    private List<Described> answers() {
        List<Described> answers = new ArrayList<>();
        document.path("paths").fields().forEachRemaining(path -> path.getValue()
                .fields()
                .forEachRemaining(
                        method -> method.getValue().path("responses").fields().forEachRemaining(response -> {
                            JsonNode content =
                                    response.getValue().path("content").path(JSON);
                            boolean expected = response.getKey().equals("200")
                                    && !path.getKey().endsWith("/events");
                            if (path.getKey().startsWith("/api/") && (expected || content.isObject())) {
                                answers.add(new Described(
                                        path.getKey() + " " + response.getKey(),
                                        content.get("schema"),
                                        examples(content)));
                            }
                        })));
        return answers;
    }

    private static List<JsonNode> examples(JsonNode content) {
        List<JsonNode> examples = new ArrayList<>();
        content.path("examples").forEach(example -> {
            JsonNode value = example.path("value");
            examples.add(value.isTextual() ? parsed(value.textValue()) : value);
        });
        return examples;
    }

    private void matches(String where, JsonNode described, JsonNode value) {
        assertThat(described).as(where).isNotNull();
        JsonNode schema = resolved(described);
        if (value.isArray()) {
            value.forEach(one -> matches(where + "[]", schema.get("items"), one));
        } else if (value.isObject() && !schema.has("additionalProperties")) {
            Map<String, JsonNode> members = members(schema);
            assertThat(names(value)).as(where).isSubsetOf(members.keySet());
            assertThat(members.keySet()).as(where).allMatch(name -> value.has(name) || OPTIONAL.contains(name));
            value.fields()
                    .forEachRemaining(member ->
                            matches(where + "." + member.getKey(), members.get(member.getKey()), member.getValue()));
        }
    }

    private Map<String, JsonNode> members(JsonNode schema) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        schema.path("allOf").forEach(part -> members.putAll(members(resolved(part))));
        schema.path("properties").fields().forEachRemaining(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }

    private JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.get("$ref").textValue().substring(1)) : schema;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode parsed(String json) {
        try {
            return InventoryJson.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
