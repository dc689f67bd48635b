package io.labkeeper.actions.request;

import static io.labkeeper.actions.testing.Asking.admin;
import static io.labkeeper.actions.testing.Asking.as;
import static io.labkeeper.actions.testing.Asking.assign;
import static io.labkeeper.actions.testing.Asking.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.actions.testing.Lab.Counting;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.GuestSpec;
import io.labkeeper.simulator.state.TaskOutcome;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of a click on start, with everything behind it real. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class PowerIT {

    @BeforeEach
    void clean() {
        Stores.empty();
        Lab.reset();
    }

    private static int alicesStoppedVm() {
        int vmid = Lab.stopped(Lab.labA());
        assign("alice", "lab-a", vmid);
        return vmid;
    }

    private static int alicesSlowVm() {
        int vmid = alicesStoppedVm();
        Lab.labA().control().guests().nextTask(vmid, new TaskOutcome(null, 0, Duration.ofSeconds(3), null));
        return vmid;
    }

    private static String start(int vmid) {
        return "/api/vm/" + vmid + "/start?cluster=lab-a";
    }

    @Test
    void aStartIsAcceptedAtOnceAndCarriedOut() {
        int vmid = alicesStoppedVm();

        Response accepted = as("alice").post(start(vmid));

        accepted.then()
                .statusCode(202)
                .body("ok", equalTo(true))
                .body("action.cluster_id", equalTo("lab-a"))
                .body("action.vmid", equalTo(vmid))
                .body("action.action", equalTo("start"))
                .body("action.state", equalTo("accepted"))
                .body("action.requested_by", equalTo("alice"))
                .body("action.requested_at", notNullValue())
                .body("action.error", nullValue());
        String id = accepted.jsonPath().getString("action.id");
        assertThat(accepted.header("Location")).isEqualTo("/api/actions/" + id);
        ended("alice", id).then().body("state", equalTo("succeeded")).body("changed", equalTo(true));
        assertThat(Lab.labA().control().guests().state(vmid)).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"timeout\": 30, \"something\": 1}", "{\"timeout\": null}"})
    void theBodyIsOptional(String body) {
        int vmid = alicesStoppedVm();

        Response accepted =
                as("alice").contentType("application/json").body(body).post(start(vmid));

        accepted.then().statusCode(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain", "application/json; charset=utf-8"})
    void theBodysTypeDoesNotMatter(String type) {
        int vmid = alicesStoppedVm();

        Response accepted = as("alice")
                .config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig().encodeContentTypeAs(type, ContentType.TEXT)))
                .header("Content-Type", type)
                .body("{\"timeout\": 77}")
                .post(start(vmid));

        accepted.then().statusCode(202);
        assertThat(Stores.value("SELECT timeout_seconds FROM action")).isEqualTo("77");
    }

    @Test
    void aWishThatIsMetEndsWithoutAChange() {
        int vmid = Lab.running(Lab.labA());
        assign("alice", "lab-a", vmid);

        Response accepted = as("alice").post(start(vmid));

        ended("alice", accepted.jsonPath().getString("action.id"))
                .then()
                .body("state", equalTo("succeeded"))
                .body("changed", equalTo(false));
    }

    @Test
    void aKeyThatWasAnsweredWithAnOpenActionLeadsToItEvenAfterItsEnd() {
        int vmid = alicesSlowVm();
        String open = as("alice").post(start(vmid)).jsonPath().getString("action.id");
        Response joined = as("alice").header("Idempotency-Key", "second-click").post(start(vmid));
        ended("alice", open).then().body("state", equalTo("succeeded"));

        Response repeated =
                as("alice").header("Idempotency-Key", "second-click").post(start(vmid));

        joined.then().statusCode(202).body("action.id", equalTo(open));
        repeated.then().statusCode(202).body("action.id", equalTo(open));
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).hasSize(1);
    }

    @Test
    void anothersVmLooksLikeOneThatDoesNotExist() {
        int vmid = Lab.stopped(Lab.labA());
        assign("bob", "lab-a", vmid);

        Response foreign = as("alice").post(start(vmid));
        Response absent = as("alice").post(start(999_999));

        assertThat(foreign.statusCode()).isEqualTo(404).isEqualTo(absent.statusCode());
        assertThat(foreign.jsonPath().getString("type"))
                .isEqualTo("urn:labkeeper:problem:vm-not-found")
                .isEqualTo(absent.jsonPath().getString("type"));
        assertThat(foreign.jsonPath().getString("detail"))
                .isEqualTo(absent.jsonPath().getString("detail"));
        assertThat(Stores.value("SELECT count(*) FROM audit WHERE result = 'refused_not_found' AND username = 'alice'"
                        + " AND source_address = '127.0.0.1' AND correlation_id <> ''"))
                .isEqualTo("2");
        assertThat(Stores.value("SELECT count(*) FROM action")).isEqualTo("0");
    }

    @Test
    void aReusedNumberIsNotInherited() {
        int vmid = alicesStoppedVm();
        Stores.sql("UPDATE vm_inventory SET birth = 'another' WHERE vmid = " + vmid);

        Response refused = as("alice").post(start(vmid));

        refused.then().statusCode(404);
    }

    @Test
    void anOperatorActsOnEverything() {
        int vmid = Lab.stopped(Lab.labA());

        Response accepted = as("olga", "operator").post(start(vmid));

        accepted.then().statusCode(202);
    }

    @Test
    void theClusterMayBeLeftOutWhereTheNumberIsUniqueAmongOnesOwn() {
        int vmid = alicesStoppedVm();
        Lab.guest(Lab.labB(), vmid, GuestKind.QEMU, false);

        Response hers = as("alice").post("/api/vm/" + vmid + "/start");
        Response everybodys = admin().post("/api/vm/" + vmid + "/start");

        hers.then().statusCode(202).body("action.cluster_id", equalTo("lab-a"));
        everybodys
                .then()
                .statusCode(409)
                .contentType(startsWith("application/problem+json"))
                .body("type", equalTo("urn:labkeeper:problem:vm-ambiguous"))
                .body("ok", equalTo(false))
                .body("candidates", hasSize(2))
                .body("candidates[0].cluster_id", equalTo("lab-a"))
                .body("candidates[1].vmid", equalTo(vmid));
    }

    @Test
    void theSameKeyGivesTheSameAction() {
        int vmid = alicesStoppedVm();

        Response first = as("alice").header("Idempotency-Key", "k-1").post(start(vmid));
        ended("alice", first.jsonPath().getString("action.id"));
        Response second = as("alice").header("Idempotency-Key", "k-1").post(start(vmid));
        Response other = as("alice").header("Idempotency-Key", "k-1").post("/api/vm/" + vmid + "/stop?cluster=lab-a");

        second.then().statusCode(202).body("action.id", equalTo(first.jsonPath().getString("action.id")));
        other.then().statusCode(422).body("type", containsString("idempotency"));
        assertThat(Stores.value("SELECT count(*) FROM action")).isEqualTo("1");
    }

    @Test
    void anOpenActionOfTheSameKindIsTheAnswerAndOneOfAnotherAConflict() {
        int vmid = alicesSlowVm();
        String open = as("alice").post(start(vmid)).jsonPath().getString("action.id");

        Response same = as("alice").post(start(vmid));
        Response other = as("alice").post("/api/vm/" + vmid + "/stop?cluster=lab-a");

        same.then().statusCode(202).body("action.id", equalTo(open));
        other.then().statusCode(409).body("action.id", equalTo(open)).body("action.action", equalTo("start"));
        assertThat(Stores.value("SELECT count(*) FROM audit WHERE result = 'refused_conflict'"))
                .isEqualTo("1");
    }

    @Test
    void aStopThatOverrulesEndsAWaitingShutdown() {
        int vmid = Lab.running(Lab.labA());
        assign("alice", "lab-a", vmid);
        Lab.labA().control().guests().edit(vmid, PowerIT::ignoringShutdown);
        String shutdown = as("alice")
                .post("/api/vm/" + vmid + "/shutdown?cluster=lab-a")
                .jsonPath()
                .getString("action.id");

        Response stop = as("alice")
                .contentType("application/json")
                .body("{\"overrule\": true}")
                .post("/api/vm/" + vmid + "/stop?cluster=lab-a");

        stop.then().statusCode(202);
        ended("alice", stop.jsonPath().getString("action.id")).then().body("state", equalTo("succeeded"));
        ended("alice", shutdown).then().body("state", equalTo("superseded"));
    }

    private static GuestSpec ignoringShutdown(GuestSpec spec) {
        GuestSpec.Traits traits = spec.traits();
        return spec.withTraits(new GuestSpec.Traits(traits.template(), traits.pool(), traits.agent(), true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    POST | /api/vm/100/explode?cluster=lab-a | {}                  | 400
                    POST | /api/vm/100/start?cluster=        | {}                  | 400
                    POST | /api/vm/100/start                 | {"timeout": "soon"} | 400
                    POST | /api/vm/100/start                 | {"timeout": 0}      | 400
                    POST | /api/vm/100/start                 | {"force": 1}        | 400
                    POST | /api/vm/100/start                 | [1]                 | 400
                    POST | /api/vm/100/start                 | nonsense            | 400
                    POST | /api/vm/100/start                 | {"force":false,"force":true} | 400
                    POST | /api/vm/100/start                 | {} {}               | 400
                    POST | /api/vm/100/start?cluster=%00     | {}                  | 400
                    GET  | /api/actions?cluster=%00          | {}                  | 400
                    POST | /api/vm/99999999999/start         | {}                  | 404
                    POST | /api/vm/one/start                 | {}                  | 404
                    GET  | /api/vm/100/start                 | {}                  | 405
                    GET  | /api/actions/not-a-uuid           | {}                  | 404
                    GET  | /api/actions?state=asleep         | {}                  | 400
                    GET  | /api/actions?limit=0              | {}                  | 400
                    """)
    void whatCannotBeIsRefusedAsAProblem(String method, String path, String body, int status) {
        Response refused = as("alice")
                .urlEncodingEnabled(false)
                .contentType("application/json")
                .body(body)
                .request(method, path);

        refused.then()
                .statusCode(status)
                .contentType(startsWith("application/problem+json"))
                .body("status", equalTo(status))
                .body("correlation_id", notNullValue());
    }

    @Test
    void nobodyIsRefused() {
        RestAssured.given().post(start(100)).then().statusCode(401).contentType(startsWith("application/problem+json"));
    }

    @Test
    void aCookieAloneMayNotChangeAnything() {
        int vmid = alicesStoppedVm();

        Response elsewhere = RestAssured.given()
                .cookie("labkeeper", Callers.token("alice"))
                .header("Sec-Fetch-Site", "cross-site")
                .post(start(vmid));
        Response ourPage = RestAssured.given()
                .cookie("labkeeper", Callers.token("alice"))
                .header("Sec-Fetch-Site", "same-origin")
                .post(start(vmid));

        elsewhere.then().statusCode(403);
        ourPage.then().statusCode(202);
    }

    @Test
    void anActionIsItsRequestersAndTheStaffs() {
        int vmid = alicesStoppedVm();
        String id = as("alice").post(start(vmid)).jsonPath().getString("action.id");
        ended("alice", id).then().body("upid", nullValue());

        Response bob = as("bob").get("/api/actions/" + id);
        Response staff = admin().get("/api/actions/" + id);
        Response bobsList = as("bob").get("/api/actions");
        Response list = as("olga", "operator").get("/api/actions?vmid=" + vmid + "&cluster=lab-a&state=succeeded");

        bob.then().statusCode(404);
        staff.then().statusCode(200).body("upid", startsWith("UPID:pve1:"));
        bobsList.then().statusCode(200).body("actions", hasSize(0));
        list.then()
                .body("actions", hasSize(1))
                .body("actions[0].id", equalTo(id))
                .body("next", nullValue());
    }

    @Test
    void aListComesInPages() {
        for (int i = 0; i < 3; i++) {
            as("alice").post(start(alicesStoppedVm()));
        }

        Response first = as("alice").get("/api/actions?limit=2");
        Response second = as("alice")
                .get("/api/actions?limit=2&cursor=" + first.jsonPath().getString("next"));

        first.then().body("actions", hasSize(2));
        second.then().body("actions", hasSize(1)).body("next", nullValue());
    }

    @Test
    void aRefusalOfProxmoxIsExplainedAndItsWordsAreForAdministrators() {
        int vmid = alicesStoppedVm();
        Lab.labA().control().guests().lock(vmid, "backup");

        String id = as("alice").post(start(vmid)).jsonPath().getString("action.id");

        ended("alice", id)
                .then()
                .body("state", equalTo("failed"))
                .body("error.code", equalTo("vm_locked"))
                .body("error.message", containsString("backup"))
                .body("error.detail", nullValue());
        admin().get("/api/actions/" + id).then().body("error.detail", containsString("locked"));
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).hasSize(1);
    }
}
