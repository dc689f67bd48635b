package io.labkeeper.actions.request;

import static io.labkeeper.actions.testing.Asking.admin;
import static io.labkeeper.actions.testing.Asking.as;
import static io.labkeeper.actions.testing.Asking.assign;
import static io.labkeeper.actions.testing.Asking.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedMessage.ActionChanged;
import io.labkeeper.feed.FeedMessage.ActionsChanged;
import io.labkeeper.feed.FeedMessage.RefreshWanted;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the other services are told. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class ToldIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    Vertx vertx;

    private final List<FeedMessage> heard = new CopyOnWriteArrayList<>();
    private Redis redis;

    @BeforeEach
    void listen() throws Exception {
        Stores.empty();
        Lab.reset();
        redis = Redis.createClient(
                vertx, "redis://127.0.0.1:" + Stores.redisProxy().port());
        RedisConnection connection =
                redis.connect().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        connection.handler(message -> {
            if (message.size() == 3 && "message".equals(message.get(0).toString())) {
                FeedMessage.parse(message.get(2).toString()).ifPresent(received -> heard.add(received.message()));
            }
        });
        connection
                .send(Request.cmd(Command.SUBSCRIBE).arg("labkeeper:feed"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        Stores.redisProxy().up();
        redis.close();
    }

    /** What was told of one action; a step of an action of the test before may still be on its way. */
    private List<ActionNotice> notices(String id) {
        return heard.stream()
                .flatMap(message -> carried(message).stream())
                .filter(notice -> notice.id().equals(id))
                .toList();
    }

    private static List<ActionNotice> carried(FeedMessage message) {
        if (message instanceof ActionChanged changed) {
            return List.of(changed.action());
        }
        return message instanceof ActionsChanged changed ? changed.actions() : List.of();
    }

    @Test
    void whenAnActionEndsThatNobodyCanCarryOutItsVmIsLookedAt() {
        int vmid = Lab.stopped(Lab.labA());
        String id = Lab.action(Lab.labA(), vmid, "hibernate");
        Stores.sql("UPDATE action SET updated_at = clock_timestamp() - interval '32 minutes' WHERE id = '" + id + "'");

        await().atMost(SOON).untilAsserted(() -> assertThat(heard)
                .contains(RefreshWanted.afterAction(new VmKey("lab-a", vmid), id)));
    }

    @Test
    void whatChangesWhileAMessageIsOnItsWayGoesOutWithTheNextOne() {
        VmRecord[] vms = IntStream.range(30_001, 30_031)
                .mapToObj(vmid -> Vms.stopped("lab-y/" + vmid))
                .toArray(VmRecord[]::new);
        Vms.store(Vms.cluster("lab-y", new Revision(1, 1), vms));
        // Longer than a few requests take.
        Stores.redisProxy().delay(150);

        List<String> ids = new ArrayList<>();
        for (VmRecord vm : vms) {
            ids.add(admin().post("/api/vm/" + vm.vm().vmid() + "/start?cluster=lab-y")
                    .jsonPath()
                    .getString("action.id"));
        }

        await().atMost(SOON)
                .until(() -> ids.stream().noneMatch(id -> notices(id).isEmpty()));
        assertThat(heard)
                .filteredOn(message -> carried(message).stream().anyMatch(notice -> ids.contains(notice.id())))
                .hasSizeLessThan(vms.length);
    }

    @Test
    void everyStepIsToldAndTheEndByItsOwnMessageAlone() {
        int vmid = Lab.stopped(Lab.labA());
        assign("alice", "lab-a", vmid);

        Response accepted = as("alice").post("/api/vm/" + vmid + "/start");

        String id = accepted.jsonPath().getString("action.id");
        ended("alice", id);
        await().atMost(SOON)
                .until(() -> notices(id).stream().anyMatch(notice -> notice.state() == ActionPhase.SUCCEEDED));
        assertThat(notices(id))
                .extracting(ActionNotice::state)
                .contains(
                        ActionPhase.ACCEPTED,
                        ActionPhase.CLAIMED,
                        ActionPhase.SUBMITTING,
                        ActionPhase.SUBMITTED,
                        ActionPhase.SUCCEEDED);
        assertThat(notices(id))
                .filteredOn(notice -> notice.state() == ActionPhase.SUCCEEDED)
                .extracting(ActionNotice::outcome)
                .containsExactly(VmStatus.RUNNING);
        // The worker hears of the end by this; a wish besides would only be dead weight for everybody.
        assertThat(heard).doesNotContain(RefreshWanted.afterAction(new VmKey("lab-a", vmid), id));
    }

    @Test
    void manyActionsAreToldInAFewMessages() {
        VmRecord[] vms = IntStream.range(20_001, 20_601)
                .mapToObj(vmid -> Vms.stopped("lab-x/" + vmid))
                .toArray(VmRecord[]::new);
        Vms.store(Vms.cluster("lab-x", new Revision(1, 1), vms));

        Response accepted = admin().contentType("application/json")
                .body("{\"action\": \"start\", \"selector\": {\"cluster\": \"lab-x\"}}")
                .post("/api/actions");

        accepted.then().statusCode(202).body("accepted", equalTo(600));
        await().atMost(SOON).until(() -> together().size() == 3);
        assertThat(together())
                .flatExtracting(ActionsChanged::actions)
                .hasSize(600)
                .allMatch(notice -> notice.state() == ActionPhase.ACCEPTED);
    }

    private List<ActionsChanged> together() {
        return heard.stream()
                .filter(ActionsChanged.class::isInstance)
                .map(ActionsChanged.class::cast)
                .filter(changed -> changed.actions().stream()
                        .allMatch(notice -> notice.clusterId().equals("lab-x")))
                .toList();
    }

    @Test
    void aTriggerIsWrittenDownAndTold() {
        Lab.stopped(Lab.labA());
        Lab.stopped(Lab.labB());

        Response all = admin().post("/api/sync/trigger?type=full");
        Response one = admin().contentType("application/json")
                .body("{\"cluster_id\": \"lab-b\"}")
                .post("/api/sync/trigger");

        all.then().statusCode(202).body("ok", equalTo(true)).body("requests", hasSize(2));
        one.then().statusCode(202).body("requests[0].mode", equalTo("quick"));
        assertThat(Stores.value("SELECT count(*) FROM sync_request")).isEqualTo("3");
        await().atMost(SOON)
                .until(() -> heard.stream()
                                .filter(RefreshWanted.class::isInstance)
                                .filter(message ->
                                        ((RefreshWanted) message).cause().equals("trigger"))
                                .count()
                        == 3);
    }

    @Test
    void aClusterThatWasTakenOutOfTheInventoryIsNotAskedFor() {
        Lab.stopped(Lab.labA());
        Lab.stopped(Lab.labB());
        Stores.sql("UPDATE cluster_sync SET removed_at = clock_timestamp() WHERE cluster_id = 'lab-b'");

        admin().post("/api/sync/trigger?type=full").then().statusCode(202).body("requests", hasSize(1));
        admin().contentType("application/json")
                .body("{\"cluster_id\": \"lab-b\"}")
                .post("/api/sync/trigger")
                .then()
                .statusCode(404);

        assertThat(Stores.value("SELECT string_agg(cluster_id, ',') FROM sync_request"))
                .isEqualTo("lab-a");
    }

    @Test
    void aTriggerIsForAdministratorsAndForClustersThatExist() {
        as("olga", "operator").post("/api/sync/trigger").then().statusCode(403);
        admin().contentType("application/json")
                .body("{\"cluster_id\": \"lab-z\"}")
                .post("/api/sync/trigger")
                .then()
                .statusCode(404);
        admin().post("/api/sync/trigger?type=slow").then().statusCode(400);
        assertThat(Stores.value("SELECT count(*) FROM sync_request")).isEqualTo("0");
    }

    @Test
    void anActionThatWaitsIsCancelledAndOneThatEndedIsNot() {
        int vmid = Lab.stopped(Lab.labA());
        assign("alice", "lab-a", vmid);
        Stores.sql("INSERT INTO action (id, cluster_id, vmid, kind, state, requested_by, claim_until) VALUES"
                + " ('01a1fb94-f97e-7637-8491-b661573285fe', 'lab-a', " + vmid + ", 'start', 'accepted', 'alice',"
                + " clock_timestamp() + interval '1 hour')");
        String path = "/api/actions/01a1fb94-f97e-7637-8491-b661573285fe";

        Response foreign = as("bob").delete(path);
        Response cancelled = as("alice").delete(path);
        Response again = as("alice").delete(path);

        foreign.then().statusCode(404);
        cancelled.then().statusCode(200).body("action.state", equalTo("cancelled"));
        again.then().statusCode(409);
        await().atMost(SOON).until(() -> notices("01a1fb94-f97e-7637-8491-b661573285fe").stream()
                .anyMatch(notice -> notice.state() == ActionPhase.CANCELLED));
    }
}
