package io.labkeeper.reader.portal;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedSubscriber;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.reader.view.Clusters;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The older portal page, by the requests that it makes, behind the cookie; and with a category that it shows. */
@QuarkusTest
@TestProfile(PortalIT.AsThePageWantsIt.class)
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class PortalIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    public static class AsThePageWantsIt implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("labkeeper.inventory.unknown-category", "linux");
        }
    }

    @Inject
    InventoryView view;

    @Inject
    RedisInventory redis;

    @Inject
    FeedSubscriber feed;

    @Inject
    DatabaseClock clock;

    private final String a = Clusters.fresh();
    private final String b = Clusters.fresh();
    private final String action =
            UUID.nameUUIDFromBytes(a.getBytes()).toString().replaceFirst("^.", "0");

    @BeforeEach
    void alice_has_a_101_and_b_102_and_the_number_105_twice() {
        Stores.empty();
        await().atMost(SOON).until(feed::trusted);
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username) VALUES ('" + a + "', 101, 'alice'), ('" + b
                + "', 102, 'alice'), ('" + a + "', 105, 'alice'), ('" + b + "', 105, 'alice'), ('" + a
                + "', 106, 'alice')");
        Stores.sql("UPDATE assignments_head SET revision = revision + 1");
        hold(Views.tended(
                a,
                1,
                Vms.stopped(a + "/101"),
                Vms.running(a + "/102"),
                Vms.running(a + "/105"),
                withoutAddress(ofUnknownSystem(Vms.withStatus(a + "/106", VmStatus.UNKNOWN)))));
        hold(Views.tended(b, 1, Vms.running(b + "/101"), Vms.running(b + "/102"), Vms.running(b + "/105")));
        await().atMost(SOON).until(() -> view.moment()
                .ownership()
                .assignedTo("alice")
                .contains(Vms.running(a + "/101").key()));
    }

    @Test
    void a_visit_to_the_page() {
        // It draws the list: sections by type and category, a badge by the first letter of the status.
        JsonPath list = page().get("/api/vms?force_refresh=true&db=true&live=true")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .extract()
                .jsonPath();
        assertThat(list.getBoolean("stale")).isFalse();
        assertThat(list.getList("vms.vmid", Integer.class)).containsExactly(101, 105, 106, 102, 105);
        assertThat(list.<Map<String, Object>>getList("vms")).allSatisfy(vm -> {
            assertThat((String) vm.get("status")).isNotEmpty();
            assertThat(vm.get("type").equals("lxc")
                            || List.of("windows", "linux").contains(vm.get("category")))
                    .as("is drawn in one of the page's three sections")
                    .isTrue();
        });
        assertThat(list.getList("vms.category", String.class)).containsOnly("linux");
        assertThat(page().get("/api/vms?category=linux").jsonPath().getInt("total"))
                .isEqualTo(5);

        // Somebody clicks on start, which action-service takes: then it asks every two seconds until something is ok.
        announce(ActionPhase.SUBMITTED, 3, null);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(status101().getBoolean("ok")).isFalse());
        JsonPath waiting = status101();
        assertThat(waiting.getString("status")).isEqualTo("stopped");
        assertThat(waiting.getString("pending_action.state")).isEqualTo("submitted");
        announce(ActionPhase.SUCCEEDED, 4, VmStatus.RUNNING);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(status101().getBoolean("ok")).isTrue());
        assertThat(status101().getString("status")).isEqualTo("running");

        // It looks for the address, and every 30 s for everything.
        page().get("/api/vm/101/ip")
                .then()
                .statusCode(200)
                .body("vmid", equalTo(101))
                .body("ip", equalTo("10.0.0.101"))
                .body("status", equalTo("complete"));
        page().get("/api/vm/106/ip")
                .then()
                .statusCode(200)
                .body("ip", equalTo(null))
                .body("status", equalTo("not_found"));
        page().get("/api/sync/status")
                .then()
                .statusCode(200)
                .body("ok", equalTo(true))
                .body("stats.is_running", equalTo(true));
        assertThat(page().get("/api/vms").jsonPath().getString("vms[0].status")).isEqualTo("running");
    }

    @Test
    void status_carries_all_members_of_the_list_beside_ok() {
        Map<String, Object> inList = page().get("/api/vms").jsonPath().getMap("vms[0]");
        Map<String, Object> status = page().get("/api/vm/101/status")
                .then()
                .statusCode(200)
                .header("Labkeeper-Source", "view")
                .header("Vary", containsString("Cookie"))
                .extract()
                .jsonPath()
                .getMap("$");

        assertThat(status)
                .containsEntry("ok", true)
                .containsAllEntriesOf(inList)
                .hasSize(inList.size() + 1);
    }

    @Test
    void a_number_that_means_several_machines_is_asked_back() {
        page().get("/api/vm/105/status")
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:labkeeper:problem:vm-ambiguous"))
                .body("ok", equalTo(false))
                .body(
                        "candidates",
                        equalTo(List.of(Map.of("cluster_id", a, "vmid", 105), Map.of("cluster_id", b, "vmid", 105))));
        page().get("/api/vm/105/ip").then().statusCode(409);
        page().get("/api/vm/105/status?cluster=" + b).then().statusCode(200).body("cluster_id", equalTo(b));
    }

    @Test
    void what_is_not_theirs_or_cannot_be_is_refused_in_a_form_that_the_page_reads() {
        // 102 of the first cluster is somebody else's: it must not be what the number means.
        page().get("/api/vm/102/status").then().statusCode(200).body("cluster_id", equalTo(b));
        for (String path : List.of("/api/vm/999/status", "/api/vm/999/ip", "/api/vm/102/status?cluster=" + a)) {
            page().get(path)
                    .then()
                    .statusCode(404)
                    .body("ok", equalTo(false))
                    .body("error", containsString("virtual machine"));
        }
        page().get("/api/vm/x/status").then().statusCode(400).body("ok", equalTo(false));
        page().get("/api/vm/101/status?cluster=").then().statusCode(400);
        given().get("/api/vm/101/status").then().statusCode(401).body("ok", equalTo(false));
        given().cookie("labkeeper", TestIssuer.token("bob"))
                .get("/api/vm/101/status")
                .then()
                .statusCode(404);
    }

    private JsonPath status101() {
        return page().get("/api/vm/101/status").then().statusCode(200).extract().jsonPath();
    }

    private static RequestSpecification page() {
        return given().cookie("labkeeper", TestIssuer.token("alice"));
    }

    private void announce(ActionPhase phase, long version, VmStatus outcome) {
        ActionNotice notice = new ActionNotice(
                action,
                a,
                101,
                ActionKind.START,
                phase,
                version,
                outcome,
                clock.now().plusSeconds(20));
        Stores.redis(
                Command.PUBLISH, "labkeeper:feed", new FeedMessage.ActionChanged(notice).toJson("action-service-1"));
    }

    private static VmRecord ofUnknownSystem(VmRecord record) {
        return new VmRecord(record.revision(), record.vm().withCategory("other"), record.internal());
    }

    private static VmRecord withoutAddress(VmRecord record) {
        Vm vm = record.vm();
        Vm without = new Vm(
                vm.clusterId(),
                vm.vmid(),
                vm.name(),
                vm.node(),
                vm.status(),
                null,
                null,
                null,
                vm.mac(),
                vm.type(),
                vm.category(),
                vm.memory(),
                vm.cores(),
                vm.diskSize(),
                vm.isTemplate(),
                vm.tags(),
                vm.lock(),
                vm.rdpAvailable(),
                vm.sshAvailable(),
                vm.lastUpdated(),
                vm.syncError());
        return new VmRecord(record.revision(), without, record.internal());
    }

    private void hold(ClusterInventory inventory) {
        String id = inventory.head().clusterId();
        Vms.store(inventory);
        redis.replace(inventory).await().atMost(SOON);
        await().atMost(SOON)
                .until(() -> view.ready()
                        && view.moment().clusters().containsKey(id)
                        && view.moment().clusters().get(id).metrics().seq() > 0);
    }
}
