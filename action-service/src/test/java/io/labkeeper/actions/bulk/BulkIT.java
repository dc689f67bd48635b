package io.labkeeper.actions.bulk;

import static io.labkeeper.actions.bulk.Bulk.ask;
import static io.labkeeper.actions.bulk.Bulk.askAs;
import static io.labkeeper.actions.bulk.Bulk.count;
import static io.labkeeper.actions.bulk.Bulk.list;
import static io.labkeeper.actions.testing.Asking.admin;
import static io.labkeeper.actions.testing.Asking.as;
import static io.labkeeper.actions.testing.Asking.assign;
import static io.labkeeper.actions.testing.Asking.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.database.Deadline;
import io.labkeeper.actions.database.KeyTaken;
import io.labkeeper.actions.limits.Allowance;
import io.labkeeper.actions.limits.Payment;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Selection;
import io.labkeeper.actions.selection.Selector;
import io.labkeeper.actions.selection.Standing;
import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.actions.testing.Lab.Counting;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same for many VMs, with everything behind it real. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class BulkIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    BulkBook book;

    @Inject
    DatabasePulse pulse;

    @Inject
    Allowance allowance;

    @BeforeEach
    void clean() {
        Stores.empty();
        Lab.reset();
    }

    private static int alices(boolean running) {
        int vmid = running ? Lab.running(Lab.labA()) : Lab.stopped(Lab.labA());
        assign("alice", "lab-a", vmid);
        return vmid;
    }

    @Test
    void eachVmHasItsOwnResultAndOneBadOneFailsNoOther() {
        Lab.labA().control().setTiming(Timing.TASK_DURATION, Duration.ofSeconds(5));
        int free = alices(false);
        int starting = alices(false);
        int stopping = alices(true);
        int foreign = Lab.stopped(Lab.labA());
        assign("bob", "lab-a", foreign);
        String start = as("alice")
                .post("/api/vm/" + starting + "/start?cluster=lab-a")
                .jsonPath()
                .getString("action.id");
        String stop = as("alice")
                .post("/api/vm/" + stopping + "/stop?cluster=lab-a")
                .jsonPath()
                .getString("action.id");

        Response answer = askAs("alice", list("start", free, starting, stopping, foreign, 999_999));

        answer.then()
                .statusCode(202)
                .body("ok", equalTo(true))
                .body("action", equalTo("start"))
                .body("accepted", equalTo(2))
                .body("results.vmid", contains(free, starting, stopping, foreign, 999_999))
                .body("results.cluster_id", contains("lab-a", "lab-a", "lab-a", "lab-a", "lab-a"))
                .body("results.result", contains("accepted", "accepted", "conflict", "not_found", "not_found"))
                .body("results[1].action_id", equalTo(start))
                .body("results[2].action_id", equalTo(stop))
                .body("results[2].action", equalTo("stop"))
                .body("results[3].action_id", nullValue());
        String batch = answer.jsonPath().getString("batch_id");
        assertThat(answer.header("Location")).isEqualTo("/api/actions?batch=" + batch);
        as("alice")
                .get(answer.header("Location"))
                .then()
                .body("actions", hasSize(1))
                .body("actions[0].batch_id", equalTo(batch))
                .body("actions[0].vmid", equalTo(free));
        ended("alice", answer.jsonPath().getString("results[0].action_id"))
                .then()
                .body("state", equalTo("succeeded"));
        assertThat(Lab.ordersOf(Lab.labA(), free, Counting.ALL)).hasSize(1);
    }

    @Test
    void anOpenActionOfAKindThatOnlyANewerReleaseKnowsIsInTheWayOfItsOwnVmOnly() {
        int held = alices(false);
        int free = alices(false);
        String open = Lab.action(Lab.labA(), held, "hibernate");

        Response answer = askAs("alice", list("start", held, free));

        answer.then()
                .statusCode(202)
                .body("results.result", contains("conflict", "accepted"))
                .body("results[0].action_id", equalTo(open))
                .body("results[0].action", equalTo("hibernate"));
    }

    @Test
    void everythingThatWasAskedIsInTheAuditTrailWhateverCameOfIt() {
        int own = alices(false);
        int foreign = Lab.stopped(Lab.labA());

        String batch = as("alice")
                .header("Idempotency-Key", "k-1")
                .contentType("application/json")
                .body(list("start", own, foreign))
                .post("/api/actions")
                .jsonPath()
                .getString("batch_id");

        String common = " AND username = 'alice' AND source_address = '127.0.0.1' AND idempotency_key = 'k-1'"
                + " AND detail ->> 'batch_id' = '" + batch + "'";
        assertThat(count("audit", "event = 'batch_asked' AND result = 'accepted' AND kind = 'start'" + common))
                .isEqualTo(1);
        assertThat(count(
                        "audit",
                        "event = 'action_asked' AND result = 'accepted' AND action_id IS NOT NULL AND vmid = " + own
                                + common))
                .isEqualTo(1);
        assertThat(count(
                        "audit",
                        "event = 'action_asked' AND result = 'refused_not_found' AND vmid = " + foreign + common))
                .isEqualTo(1);
    }

    @Test
    void theSameNumberInAnotherClusterIsAnotherVm() {
        int vmid = alices(false);
        Lab.guest(Lab.labB(), vmid, GuestKind.QEMU, false);

        Response answer = askAs(
                "alice",
                "{\"action\": \"start\", \"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": " + vmid
                        + "}, {\"cluster_id\": \"lab-b\", \"vmid\": " + vmid + "}]}");

        answer.then().statusCode(202).body("results.result", contains("accepted", "not_found"));
        assertThat(Lab.ordersOf(Lab.labB(), vmid, Counting.ALL)).isEmpty();
    }

    @Test
    void aVmThatIsNamedTwiceIsOneVm() {
        int vmid = alices(false);

        Response answer = askAs("alice", list("start", vmid, vmid));

        answer.then().statusCode(202).body("results", hasSize(1)).body("accepted", equalTo(1));
    }

    @Test
    void aReusedNumberIsNotInherited() {
        int vmid = alices(false);
        Stores.sql("UPDATE vm_inventory SET birth = 'another' WHERE vmid = " + vmid);

        Response answer = askAs("alice", list("start", vmid));

        answer.then().statusCode(202).body("results.result", contains("not_found"));
    }

    @Test
    void aRepeatOfTheKeyGetsTheSameBatchEvenAfterItsEnd() {
        int own = alices(false);
        int another = alices(false);
        Response first = keyed("k-1", list("start", own, another, 999_999));
        first.jsonPath()
                .getList("results.findAll{it.action_id}.action_id", String.class)
                .forEach(id -> ended("alice", id));

        Response repeated = keyed("k-1", list("start", 999_999, another, own));
        Response other = keyed("k-1", list("start", own));

        repeated.then()
                .statusCode(202)
                .body("batch_id", equalTo(first.jsonPath().getString("batch_id")))
                .body("results", equalTo(first.jsonPath().getList("results")));
        other.then().statusCode(422).body("type", equalTo("urn:labkeeper:problem:idempotency-mismatch"));
        assertThat(count("action", "true")).isEqualTo(2);
        assertThat(count("audit", "event = 'batch_asked' AND result = 'accepted_before'"))
                .isEqualTo(1);
        assertThat(count("audit", "event = 'batch_asked' AND result = 'refused_key_reused'"))
                .isEqualTo(1);
    }

    private static Response keyed(String key, String body) {
        return ask(as("alice").header("Idempotency-Key", key), body);
    }

    @Test
    void aKeyOfASingleActionIsNotABatchsAndTheOtherWayRound() {
        int vmid = alices(false);
        as("alice").header("Idempotency-Key", "single").post("/api/vm/" + vmid + "/start?cluster=lab-a");
        keyed("batch", list("start", vmid));

        Response batch = keyed("single", list("start", vmid));
        Response single =
                as("alice").header("Idempotency-Key", "batch").post("/api/vm/" + vmid + "/start?cluster=lab-a");

        batch.then().statusCode(422);
        single.then().statusCode(422);
    }

    @Test
    void aKeyThatASingleActionHasTakenMeanwhileBooksNoBatch() {
        int vmid = alices(false);
        int other = alices(false);
        as("alice").header("Idempotency-Key", "both").post("/api/vm/" + vmid + "/start?cluster=lab-a");
        Asker alice = new Asker("alice", Standing.USER, null, null, "both");
        VmKey vm = new VmKey("lab-a", other);
        Selection selection =
                new Selection(List.of(vm), Map.of(vm, new Selection.Target(vm, "pve1", "birth-" + other)), false);

        Uni<BulkBook.Booked> late = book.book(
                new BulkRequest(ActionKind.START, new Selector.Listed(List.of(vm))),
                selection,
                alice,
                Payment.of(allowance, alice),
                Deadline.in(PATIENCE, pulse));

        assertThatThrownBy(() -> late.await().atMost(PATIENCE)).isInstanceOf(KeyTaken.class);
        assertThat(count("action", "vmid = " + other)).isZero();
    }

    @Test
    void aStopThatOverrulesEndsTheWaitingShutdowns() {
        Lab.labA().control().setTiming(Timing.TASK_DURATION, Duration.ofSeconds(5));
        int shuttingDown = alices(true);
        int rebooting = alices(true);
        String shutdown = as("alice")
                .post("/api/vm/" + shuttingDown + "/shutdown?cluster=lab-a")
                .jsonPath()
                .getString("action.id");
        as("alice").post("/api/vm/" + rebooting + "/reboot?cluster=lab-a");

        Response stop = askAs(
                "alice",
                list("stop", shuttingDown, rebooting).replace("{\"action\"", "{\"overrule\": true, \"action\""));

        stop.then().statusCode(202).body("results.result", contains("accepted", "conflict"));
        ended("alice", shutdown).then().body("state", equalTo("superseded"));
    }

    @Test
    void whatOfABatchWasNotSentIsCancelled() {
        Lab.labA().control().setTiming(Timing.TASK_DURATION, Duration.ofSeconds(6));
        List<Integer> vmids = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            vmids.add(Lab.stopped(Lab.labA()));
        }
        Response asked = ask(as("olga", "operator"), list("start", vmids.toArray(Integer[]::new)));
        String batch = asked.jsonPath().getString("batch_id");
        await().atMost(PATIENCE).until(() -> count("action", "state = 'submitted'") == 20);

        Response foreign = as("bob").delete("/api/actions?batch=" + batch);
        Response cancelled = as("olga", "operator").delete("/api/actions?batch=" + batch);

        foreign.then().statusCode(404);
        cancelled.then().statusCode(200).body("cancelled", equalTo(10)).body("batch_id", equalTo(batch));
        assertThat(count("action", "state = 'cancelled'")).isEqualTo(10);
        await().atMost(PATIENCE).until(() -> count("action", "finished_at IS NULL") == 0);
        assertThat(Lab.labA().control().orders()).hasSize(20);
        assertThat(count("audit", "event = 'cancel_asked' AND result = 'refused_not_found' AND username = 'bob'"))
                .isEqualTo(1);
        assertThat(count("audit", "event = 'cancel_asked' AND result = 'done' AND detail ->> 'cancelled' = '10'"))
                .isEqualTo(1);
    }

    @Test
    void aThousandAreAcceptedInOneTransactionAndOneMoreIsRefused() {
        Bulk.crowd("lab-x", 20_001, 1_001);

        Response tooMany = ask(admin(), Bulk.select("start", "cluster", "lab-x"));
        Stores.sql("UPDATE vm_inventory SET deleted_at = clock_timestamp() WHERE vmid = 21001");
        Response most = ask(admin(), Bulk.select("start", "cluster", "lab-x"));

        tooMany.then()
                .statusCode(400)
                .body("detail", equalTo("These are more than 1000 VMs; you may ask for 1000 at once."));
        most.then().statusCode(202).body("accepted", equalTo(1_000)).body("results", hasSize(1_000));
        String batch = most.jsonPath().getString("batch_id");
        assertThat(Stores.value("SELECT count(DISTINCT requested_at) FROM action WHERE batch_id = '" + batch + "'"))
                .isEqualTo("1");
        assertThat(count("audit", "event = 'action_asked' AND result = 'accepted'"))
                .isEqualTo(1_000);
        assertThat(count("audit", "event = 'batch_asked' AND result = 'refused_too_many'"))
                .isEqualTo(1);
    }
}
