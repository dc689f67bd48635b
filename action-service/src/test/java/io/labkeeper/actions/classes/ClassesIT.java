package io.labkeeper.actions.classes;

import static io.labkeeper.actions.testing.Asking.admin;
import static io.labkeeper.actions.testing.Asking.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.ownership.Assignments;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Classes as administrators and teachers keep them, and their way to the readers. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class ClassesIT {
    private static final String PATH = "/api/classes/networks-101";
    private static final Duration SOON = Duration.ofSeconds(10);

    private int shared;
    private int ofAlice;

    @BeforeEach
    void clean() {
        Stores.empty();
        Lab.reset();
        shared = Lab.stopped(Lab.labA());
        ofAlice = Lab.guest(Lab.labB(), Lab.nextVmid(), GuestKind.LXC, false);
    }

    private static Response put(RequestSpecification caller, String json) {
        return caller.contentType("application/json").body(json).put(PATH);
    }

    private Response make() {
        return put(admin(), """
                {"name": "Networks", "teachers": ["tina"], "members": ["alice", "bob"],
                 "vms": [{"cluster_id": "lab-a", "vmid": %d}, {"cluster_id": "lab-b", "vmid": %d, "username": "alice"}]}""".formatted(shared, ofAlice));
    }

    private static int start(String user, int vmid) {
        return as(user).post("/api/vm/" + vmid + "/start").statusCode();
    }

    private static int revision() {
        return Integer.parseInt(Stores.value("SELECT revision FROM assignments_head"));
    }

    private static Assignments inRedis() {
        var value = Stores.redis(Command.GET, "labkeeper:assignments");
        return value == null ? Assignments.NONE : InventoryJson.read(value.toString(), Assignments.class);
    }

    @Test
    void aClassIsMadeAndTakesEffectAtOnce() {
        int before = revision();

        Response made = make();

        made.then()
                .statusCode(201)
                .header("Location", equalTo(PATH))
                .body("id", equalTo("networks-101"))
                .body("name", equalTo("Networks"))
                .body("teachers", contains("tina"))
                .body("members", contains("alice", "bob"))
                .body("vms", hasSize(2))
                .body("vms[0].cluster_id", equalTo("lab-a"))
                .body("vms[0].vmid", equalTo(shared))
                .body("vms[0]", not(hasKey("username")))
                .body("vms[1].username", equalTo("alice"));
        assertThat(revision()).isEqualTo(before + 1);
        assertThat(inRedis().revision()).isEqualTo(before + 1);
        assertThat(inRedis().classes()).hasSize(1);
        assertThat(Stores.value("SELECT count(*) FROM vm_assignment WHERE birth = 'birth-' || vmid"))
                .isEqualTo("2");
        assertThat(start("bob", ofAlice)).isEqualTo(404);
        assertThat(start("carol", shared)).isEqualTo(404);
        assertThat(start("bob", shared)).isEqualTo(202);
        assertThat(start("alice", ofAlice)).isEqualTo(202);
        assertThat(start("tina", ofAlice)).isEqualTo(202);
    }

    @Test
    void theSameAgainChangesNothing() {
        make();
        int before = revision();

        Response again = make();

        again.then().statusCode(200);
        assertThat(revision()).isEqualTo(before);
    }

    @Test
    void aTeacherChangesTheMembersAndNothingElse() {
        make();
        String read = as("tina").get(PATH).asString();

        Response changed = put(as("tina"), read.replace("\"bob\"", "\"carol\""));

        changed.then().statusCode(200).body("members", contains("alice", "carol"));
        assertThat(start("bob", shared)).isEqualTo(404);
        assertThat(start("carol", shared)).isEqualTo(202);
        put(as("tina"), "{\"members\": [\"alice\"]}").then().statusCode(200).body("vms", hasSize(2));
        for (String forbidden : List.of(
                "{\"name\": \"Other\"}",
                "{\"teachers\": [\"tina\", \"eve\"]}",
                "{\"vms\": []}",
                "{\"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": 999999}]}")) {
            put(as("tina"), forbidden)
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .body("type", equalTo("urn:labkeeper:problem:forbidden"));
        }
        as("tina").delete(PATH).then().statusCode(403);
        assertThat(Stores.value("SELECT count(*) FROM audit WHERE username = 'tina' AND event = 'request_refused'"
                        + " AND detail ->> 'path' = '" + PATH + "'"))
                .isEqualTo("5");
        assertThat(Stores.value("SELECT detail #>> '{members,removed,0}' FROM audit"
                        + " WHERE username = 'tina' AND result = 'done' ORDER BY id LIMIT 1"))
                .isEqualTo("bob");
    }

    @Test
    void whoDoesNotTeachAClassDoesNotSeeIt() {
        make();

        for (String stranger : List.of("alice", "mallory")) {
            as(stranger).get(PATH).then().statusCode(404);
            as(stranger).get("/api/classes/none").then().statusCode(404);
            put(as(stranger), "{\"members\": [\"mallory\"]}").then().statusCode(404);
            as(stranger).delete(PATH).then().statusCode(404);
            as(stranger).get("/api/classes").then().statusCode(200).body("classes", empty());
        }
        as("tina").get("/api/classes").then().body("classes.id", contains("networks-101"));
        admin().get("/api/classes").then().body("classes.id", contains("networks-101"));
        as("olga", "operator").get(PATH).then().statusCode(403);
        put(as("olga", "operator"), "{\"members\": []}").then().statusCode(403);
        as("olga", "operator").delete(PATH).then().statusCode(403);
        assertThat(Stores.value("SELECT count(*) FROM audit WHERE result = 'refused_not_found'"))
                .isEqualTo("4");
        assertThat(Stores.value("SELECT count(*) FROM class_member")).isEqualTo("3");
    }

    @Test
    void nobodyMakesAClassButAdministrators() {
        put(as("tina"), "{\"name\": \"Mine\", \"teachers\": [\"tina\"]}").then().statusCode(404);
        put(as("olga", "operator"), "{\"name\": \"Mine\"}").then().statusCode(403);
        put(admin(), "{\"members\": []}")
                .then()
                .statusCode(400)
                .body("detail", equalTo("A new class needs a \"name\"."));

        assertThat(Stores.value("SELECT count(*) FROM lab_class")).isEqualTo("0");
    }

    @Test
    void hostileNamesAreNoClasses() {
        for (String hostile : List.of("a\u0000b", "a b", "'; DROP TABLE lab_class; --", "x".repeat(65))) {
            admin().get("/api/classes/{id}", hostile).then().statusCode(404);
            admin().delete("/api/classes/{id}", hostile).then().statusCode(404);
            admin().contentType("application/json")
                    .body("{\"name\": \"Hostile\"}")
                    .put("/api/classes/{id}", hostile)
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("urn:labkeeper:problem:invalid-parameter"));
        }

        make().then().statusCode(201);
    }

    @Test
    void aVmThatDoesNotExistMakesNoClass() {
        Response refused =
                put(admin(), "{\"name\": \"Networks\", \"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": 999999}]}");

        refused.then()
                .statusCode(400)
                .body("type", equalTo("urn:labkeeper:problem:invalid-body"))
                .body("vms[0].vmid", equalTo(999999));
        assertThat(Stores.value("SELECT count(*) FROM lab_class")).isEqualTo("0");
        assertThat(Stores.value("SELECT detail ->> 'class' FROM audit WHERE event = 'class_changed'"
                        + " AND result = 'refused_invalid' AND username = 'root'"))
                .isEqualTo("networks-101");
    }

    @Test
    void aNumberThatIsUsedAgainIsNobodysUntilItIsNamedAnew() {
        make();
        Stores.sql("UPDATE vm_inventory SET birth = 'another' WHERE vmid = " + shared);

        assertThat(start("bob", shared)).isEqualTo(404);
        assertThat(start("tina", shared)).isEqualTo(404);
        String read = admin().get(PATH).asString();
        put(admin(), read).then().statusCode(200).body("vms", hasSize(1));
        assertThat(start("bob", shared)).isEqualTo(404);
        make().then().statusCode(200).body("vms", hasSize(2));
        assertThat(start("bob", shared)).isEqualTo(202);
    }

    @Test
    void aMemberWhoLeavesLosesEvenTheVmThatWasTheirs() {
        make();

        put(as("tina"), "{\"members\": [\"bob\"]}").then().statusCode(200).body("vms[1].username", equalTo("alice"));

        assertThat(start("alice", ofAlice)).isEqualTo(404);
        assertThat(start("alice", shared)).isEqualTo(404);
        assertThat(start("tina", ofAlice)).isEqualTo(202);
    }

    @Test
    void aClassThatIsDeletedTakesItsRightsAlong() {
        make();
        int before = revision();

        Response deleted = admin().delete(PATH);

        deleted.then().statusCode(200).body("revision", equalTo(before + 1));
        assertThat(start("bob", shared)).isEqualTo(404);
        assertThat(inRedis().classes()).isEmpty();
        assertThat(inRedis().assignments()).isEmpty();
        admin().get(PATH).then().statusCode(404);
        admin().delete(PATH).then().statusCode(404);
        assertThat(Stores.value("SELECT detail #>> '{class,name}' FROM audit WHERE event = 'class_deleted'"
                        + " AND result = 'done'"))
                .isEqualTo("Networks");
    }

    @Test
    void manyAtOnceMakeOneClassAndLoseNoChange() {
        List<CompletableFuture<Integer>> asked = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> put(admin(), "{\"name\": \"Networks\", \"members\": [\"m" + i + "\"]}")
                                .statusCode()))
                .toList();

        List<Integer> answers =
                asked.stream().map(CompletableFuture::join).sorted().toList();

        assertThat(answers).containsExactly(200, 200, 200, 200, 200, 200, 200, 201);
        assertThat(Stores.value("SELECT count(*) FROM class_member")).isEqualTo("1");
        assertThat(Stores.value("SELECT count(*) FROM audit WHERE event = 'class_changed'"))
                .isEqualTo("8");
    }

    @Test
    void anUnboundVmOfAClassIsBoundToTheVmThatIsSeenFirst() {
        Stores.sql("UPDATE vm_inventory SET birth = NULL WHERE vmid = " + shared);
        make();
        assertThat(start("bob", shared)).isEqualTo(202);

        Stores.sql("UPDATE vm_inventory SET birth = 'first' WHERE vmid = " + shared);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Stores.value("SELECT birth FROM vm_assignment WHERE vmid = " + shared))
                        .isEqualTo("first"));
    }

    @Test
    void withoutPostgresNothingIsDone() {
        make();
        Stores.postgresProxy().down();

        Response refused = put(as("tina"), "{\"members\": []}");

        refused.then().statusCode(503).body("type", equalTo("urn:labkeeper:problem:database-unavailable"));
        Stores.postgresProxy().up();
        // Changes are let in again once one of them has found the database there.
        await().atMost(SOON).until(() -> put(as("tina"), "{}").statusCode() == 200);
        as("tina").get(PATH).then().body("members", contains("alice", "bob"));
    }

    @Test
    void theSchedulesOfAClassThatIsDeletedPause() {
        make();
        Stores.sql(
                "INSERT INTO schedule (name, cron, time_zone, action, selector, enabled, owner, standing, next_due_at)"
                        + " SELECT 'of ' || class, '0 8 * * 1', 'UTC', 'start', jsonb_build_object('class', class), true, 'tina', 'user',"
                        + " clock_timestamp() + interval '1 day' FROM unnest(ARRAY['networks-101', 'another']) AS class");

        admin().delete(PATH).then().statusCode(200);

        assertThat(Stores.value("SELECT string_agg(name, ',') FROM schedule WHERE enabled"))
                .isEqualTo("of another");
        assertThat(Stores.value("SELECT count(*) FROM schedule WHERE NOT enabled AND next_due_at IS NULL"))
                .isEqualTo("1");
        assertThat(Stores.value("SELECT detail ->> 'name' FROM audit WHERE event = 'schedule_changed'"
                        + " AND username = 'root' AND detail ->> 'class_deleted' = 'networks-101'"))
                .isEqualTo("of networks-101");
    }
}
