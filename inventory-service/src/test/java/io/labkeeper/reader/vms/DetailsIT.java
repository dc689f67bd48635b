package io.labkeeper.reader.vms;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.reader.view.Clusters;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a single machine shows beyond the list. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class DetailsIT {
    private static final Duration SETTLED = Duration.ofSeconds(30);

    @Inject
    InventoryView view;

    @Inject
    RedisInventory redis;

    private final String id = Clusters.fresh();

    @Test
    void a_machine_comes_with_its_last_ten_actions_and_for_administrators_with_what_is_theirs_alone() {
        Stores.empty();
        for (int i = 1; i <= 12; i++) {
            act(i, "birth-101");
        }
        act(13, "an-earlier-machine-of-that-number");
        assign();
        hold(Vms.running(id + "/101"));

        JsonPath hers = one(caller("alice"));
        JsonPath admins = one(caller("root", "admin"));

        assertThat(hers.getMap("$").keySet())
                .containsAll(VmFields.ALL)
                .contains("addresses", "macs", "pool", "actions");
        assertThat(hers.getMap("$")).doesNotContainKeys("owners", "sync_error_detail");
        assertThat(hers.getList("actions.id", String.class))
                .hasSize(10)
                .startsWith(action(12))
                .endsWith(action(3));
        assertThat(hers.getMap("actions[0]"))
                .containsOnlyKeys(
                        "id",
                        "batch_id",
                        "cluster_id",
                        "vmid",
                        "action",
                        "state",
                        "changed",
                        "requested_by",
                        "requested_at",
                        "started_at",
                        "finished_at",
                        "error")
                .containsEntry("cluster_id", id)
                .containsEntry("vmid", 101)
                .containsEntry("action", "start")
                .containsEntry("state", "failed");
        assertThat(hers.getMap("actions[0].error")).containsOnlyKeys("code", "message");
        assertThat(admins.getMap("actions[0].error")).containsEntry("detail", "VM is locked (backup)");
        assertThat(admins.getList("owners", String.class)).containsExactly("alice");
        caller("bob").get("/api/vms/" + id + "/101").then().statusCode(404);
        for (String no : List.of("x", "99999999999", "1.5")) {
            caller("alice")
                    .get("/api/vms/" + id + "/" + no)
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("urn:labkeeper:problem:invalid-parameter"));
        }
    }

    private JsonPath one(RequestSpecification caller) {
        return caller.get("/api/vms/" + id + "/101")
                .then()
                .statusCode(200)
                .header("Labkeeper-Source", "view")
                .header("Cache-Control", "private, no-cache")
                .extract()
                .jsonPath();
    }

    private static String action(int number) {
        return "019bc000-0000-7000-8000-%012d".formatted(number);
    }

    private void act(int number, String birth) {
        Stores.sql(
                "INSERT INTO action (id, cluster_id, vmid, birth, kind, state, requested_by, finished_at, error_code,"
                        + " error_message, error_detail) VALUES ('" + action(number) + "', '" + id + "', 101, '" + birth
                        + "', 'start', 'failed', 'alice', clock_timestamp(), 'vm_locked', 'It is locked.',"
                        + " 'VM is locked (backup)')");
    }

    private void assign() {
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username) VALUES ('" + id + "', 101, 'alice')");
        Stores.sql("UPDATE assignments_head SET revision = revision + 1");
    }

    private void hold(VmRecord vm) {
        ClusterInventory inventory = Views.tended(id, 1, vm);
        Vms.store(inventory);
        redis.replace(inventory).await().atMost(SETTLED);
        await().atMost(SETTLED)
                .until(() -> view.ready()
                        && view.moment().clusters().containsKey(id)
                        && view.moment().ownership().owns("alice", vm));
    }

    private static RequestSpecification caller(String name, String... roles) {
        return given().header("Authorization", "Bearer " + TestIssuer.token(name, roles));
    }
}
