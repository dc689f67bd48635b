package io.labkeeper.actions.assignments;

import static io.labkeeper.actions.testing.Asking.admin;
import static io.labkeeper.actions.testing.Asking.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.ownership.Assignments;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Assignments by an administrator, and their way to the readers. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class AssignmentsIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @BeforeEach
    void clean() {
        Stores.empty();
        Lab.reset();
    }

    private static Response load(String json) {
        return admin().contentType("application/json").body(json).post("/api/assignments/import?default_cluster=lab-a");
    }

    /** What Postgres holds. */
    private static int revision() {
        return Integer.parseInt(Stores.value("SELECT revision FROM assignments_head"));
    }

    private static Assignments inRedis() {
        var value = Stores.redis(Command.GET, "labkeeper:assignments");
        return value == null ? Assignments.NONE : InventoryJson.read(value.toString(), Assignments.class);
    }

    @Test
    void anImportSaysWhatItDidAndTakesEffectAtOnce() {
        int vmid = Lab.stopped(Lab.labA());
        int onB = Lab.guest(Lab.labB(), Lab.nextVmid(), GuestKind.LXC, false);
        int before = revision();

        Response report = load("{\"alice\": [%d, 999999], \"bob\": [\"lab-b/%d\"]}".formatted(vmid, onB));

        report.then()
                .statusCode(200)
                .body("added", equalTo(2))
                .body("unchanged", equalTo(0))
                .body("unknown", hasSize(1))
                .body("unknown[0].username", equalTo("alice"))
                .body("ambiguous", hasSize(0))
                .body("revision", equalTo(before + 1));
        as("alice").post("/api/vm/" + vmid + "/start").then().statusCode(202);
        as("bob").post("/api/vm/" + onB + "/start").then().statusCode(202);
        assertThat(inRedis().assignments()).hasSize(2);
        admin().get("/api/audit?event=assigned&result=done")
                .then()
                .body("entries.vmid", contains(onB, vmid))
                .body("entries.cluster_id", contains("lab-b", "lab-a"))
                .body("entries.detail.for", contains("bob", "alice"))
                .body("entries.detail.changed", everyItem(equalTo(true)));
        admin().get("/api/audit?event=assigned&vmid=999999")
                .then()
                .body("entries.result", contains("refused_not_found"))
                .body("entries.detail.for", contains("alice"));
    }

    @Test
    void theSameImportAgainChangesNothing() {
        String json = "{\"alice\": [%d]}".formatted(Lab.stopped(Lab.labA()));
        int first = load(json).path("revision");

        Response again = load(json);

        again.then().body("added", equalTo(0)).body("unchanged", equalTo(1)).body("revision", equalTo(first));
    }

    @Test
    void anImportAfterTheNumberWasReusedGivesTheNewVm() {
        int vmid = Lab.stopped(Lab.labA());
        load("{\"alice\": [%d]}".formatted(vmid));
        Stores.sql("UPDATE vm_inventory SET birth = 'another' WHERE vmid = " + vmid);
        as("alice").post("/api/vm/" + vmid + "/start").then().statusCode(404);

        Response again = load("{\"alice\": [%d]}".formatted(vmid));

        again.then().body("added", equalTo(1));
        as("alice").post("/api/vm/" + vmid + "/start").then().statusCode(202);
    }

    @Test
    void theLargestImportIsWrittenWholeAndMoreIsRefused() {
        int vmid = Lab.stopped(Lab.labA());
        String users = IntStream.range(0, Mapping.MOST)
                .mapToObj(user -> "\"u%d\": [%d]".formatted(user, vmid))
                .collect(Collectors.joining(","));
        long begin = System.nanoTime();

        Response report = load("{" + users + "}");

        System.out.printf("%d VMs imported within %d ms%n", Mapping.MOST, (System.nanoTime() - begin) / 1_000_000);
        report.then().statusCode(200).body("added", equalTo(Mapping.MOST)).body("revision", equalTo(revision()));
        String most = Integer.toString(Mapping.MOST);
        assertThat(Stores.value("SELECT count(*) FROM vm_assignment")).isEqualTo(most);
        assertThat(Stores.value("SELECT count(*) FROM audit WHERE event = 'assigned' AND result = 'done'"))
                .isEqualTo(most);
        load("{" + users + ", \"v\": [" + vmid + "]}").then().statusCode(400);
    }

    @Test
    void whatCannotBeReadIsNotImported() {
        Response refused = load("{\"alice\": \"everything\"}");

        refused.then().statusCode(400).body("type", equalTo("urn:labkeeper:problem:invalid-body"));
    }

    @Test
    void aUserWhoIsNamedTwiceIsAMistakeAndNotHalfAnImport() {
        int vmid = Lab.stopped(Lab.labA());

        Response refused = load("{\"alice\": [%d], \"alice\": []}".formatted(vmid));

        refused.then().statusCode(400).body("type", equalTo("urn:labkeeper:problem:invalid-body"));
        as("alice").post("/api/vm/" + vmid + "/start").then().statusCode(404);
    }

    @Test
    void onlyAdministratorsAssign() {
        as("olga", "operator")
                .body("{}")
                .contentType("application/json")
                .post("/api/assignments/import")
                .then()
                .statusCode(403);
        as("alice").get("/api/assignments").then().statusCode(403);
    }

    @Test
    void aSingleVmIsGivenAndTaken() {
        int vmid = Lab.stopped(Lab.labA());
        String path = "/api/assignments/carol/lab-a/" + vmid;

        admin().put(path).then().statusCode(200).body("changed", equalTo(1));
        admin().get("/api/assignments?user=carol")
                .then()
                .body("assignments", hasSize(1))
                .body("assignments[0].vmid", equalTo(vmid));
        admin().delete(path).then().statusCode(200).body("changed", equalTo(1));

        as("carol").post("/api/vm/" + vmid + "/start").then().statusCode(404);
        admin().put("/api/assignments/carol/lab-a/999999").then().statusCode(404);
        admin().get("/api/audit?cluster=lab-a")
                .then()
                .body(
                        "entries.findAll { it.event != 'action_asked' }.event",
                        contains("assigned", "unassigned", "assigned"))
                .body(
                        "entries.findAll { it.event != 'action_asked' }.result",
                        contains("refused_not_found", "done", "done"))
                .body("entries.findAll { it.event != 'action_asked' }.vmid", contains(999999, vmid, vmid))
                .body("entries.findAll { it.event != 'action_asked' }.user", everyItem(equalTo("root")));
    }

    @Test
    void anAssignmentIsBoundToTheVmThatIsSeenFirst() {
        int vmid = Lab.stopped(Lab.labA());
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username) VALUES ('lab-a', " + vmid + ", 'alice')");

        await().atMost(SOON).untilAsserted(() -> assertThat(Stores.value("SELECT birth FROM vm_assignment"))
                .isEqualTo("birth-" + vmid));

        await().atMost(SOON).untilAsserted(() -> assertThat(inRedis().assignments())
                .extracting(Assignments.Assignment::birth)
                .containsExactly("birth-" + vmid));
    }

    @Test
    void anAssignmentThatWasNeverBoundGoesWithItsVmAndNotToTheNextOfItsNumber() {
        int vmid = Lab.stopped(Lab.labA());
        Stores.sql("UPDATE vm_inventory SET birth = NULL, deleted_at = clock_timestamp() WHERE vmid = " + vmid);
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username) VALUES ('lab-a', " + vmid + ", 'alice')");

        await().atMost(SOON).until(() -> "0".equals(Stores.value("SELECT count(*) FROM vm_assignment")));

        Stores.sql("UPDATE vm_inventory SET birth = 'another', deleted_at = NULL WHERE vmid = " + vmid);
        as("alice").post("/api/vm/" + vmid + "/start").then().statusCode(404);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(inRedis().assignments()).isEmpty());
        assertThat(Stores.value("SELECT detail ->> 'reason' FROM audit WHERE event = 'unassigned' AND vmid = " + vmid))
                .isEqualTo("vm_deleted");
    }

    @Test
    void aRedisThatForgetsIsTaughtAgain() {
        load("{\"alice\": [%d]}".formatted(Lab.stopped(Lab.labA())));
        Stores.redis(Command.FLUSHALL);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(inRedis().assignments()).hasSize(1));
    }

    @Test
    void aRedisThatIsAheadOfARestoredDatabaseIsOvertaken() {
        load("{\"alice\": [%d]}".formatted(Lab.stopped(Lab.labA())));
        int ahead = revision() + 70;
        Stores.redis(
                Command.SET,
                "labkeeper:assignments",
                "{\"revision\":%d,\"assignments\":[],\"classes\":[]}".formatted(ahead));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(inRedis().assignments()).hasSize(1));
        assertThat(inRedis().revision()).isEqualTo(ahead + 1);
    }

    @Test
    void nothingIsGivenToAnApiKeyOrToAUserWhoCannotBeNamed() {
        int vmid = Lab.stopped(Lab.labA());

        Response key = admin().put("/api/assignments/key:portal/lab-a/" + vmid);
        Response control = admin().put("/api/assignments/{user}/lab-a/" + vmid, "a\u0007b");
        Response imported = load("{\"key:portal\": [" + vmid + "]}");

        for (Response refused : List.of(key, control, imported)) {
            refused.then().statusCode(400).contentType("application/problem+json");
        }
        assertThat(Stores.value("SELECT count(*) FROM vm_assignment")).isEqualTo("0");
    }
}
