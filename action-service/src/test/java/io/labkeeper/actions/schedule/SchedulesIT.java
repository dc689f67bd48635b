package io.labkeeper.actions.schedule;

import static io.labkeeper.actions.testing.Asking.admin;
import static io.labkeeper.actions.testing.Asking.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedules as callers see and change them. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class SchedulesIT {
    private static final String CLASS = "{\"class\": \"networks-101\"}";
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Pool pool;

    @Inject
    ScheduleConfig config;

    @BeforeEach
    void clean() {
        Stores.empty();
        Lab.reset();
        int vmid = Lab.stopped(Lab.labA());
        admin().contentType("application/json")
                .body("{\"name\": \"Networks\", \"teachers\": [\"tina\"], \"members\": [\"alice\"],"
                        + " \"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": " + vmid + "}]}")
                .put("/api/classes/networks-101");
    }

    private static RequestSpecification operator() {
        return as("olga", "operator");
    }

    private static Response post(RequestSpecification caller, String path, String json) {
        return caller.contentType("application/json").body(json).post(path);
    }

    private static Response create(RequestSpecification caller, String selector) {
        return post(caller, "/api/schedules", """
                {"name": "Lights out", "cron": "0 22 1 * *", "time_zone": "Europe/Berlin", "action": "shutdown",
                 "selector": %s}""".formatted(selector));
    }

    private static Response put(RequestSpecification caller, String path, String json) {
        return caller.contentType("application/json").body(json).put(path);
    }

    private static String made(RequestSpecification caller, String selector) {
        return create(caller, selector).header("Location");
    }

    @Test
    void whoHasRoomForOneMoreMakesOnlyOneHoweverManyAreAskedForAtOnce() {
        olgaHas(config.most() - 1);

        List<CompletableFuture<Integer>> asked = IntStream.range(0, 8)
                .mapToObj(one -> CompletableFuture.supplyAsync(
                        () -> create(operator(), CLASS).statusCode()))
                .toList();

        assertThat(asked.stream().map(CompletableFuture::join))
                .containsOnlyOnce(201)
                .contains(400);
        assertThat(Stores.value("SELECT count(*) FROM schedule")).isEqualTo(Integer.toString(config.most()));
    }

    private static void olgaHas(int schedules) {
        Stores.sql("INSERT INTO schedule (name, cron, time_zone, action, selector, enabled, owner, standing)"
                + " SELECT 'one of many', '0 22 1 * *', 'Europe/Berlin', 'shutdown', '{\"cluster\": \"lab-a\"}', false,"
                + " 'olga', 'operator' FROM generate_series(1, " + schedules + ")");
    }

    @Test
    void whoHasTheMostTakesOverNoOthersButStillChangesOwn() {
        String tinas = made(as("tina"), CLASS);
        String own = made(operator(), CLASS);
        olgaHas(config.most() - 1);

        Response takenOver = put(operator(), tinas, "{\"action\": \"stop\"}");

        takenOver.then().statusCode(400).body("detail", containsString("which is the most"));
        as("tina").get(tinas).then().body("owner", equalTo("tina")).body("action", equalTo("shutdown"));
        put(operator(), own, "{\"action\": \"stop\"}").then().statusCode(200);
    }

    @Test
    void aTeacherSchedulesTheClassAndSeesTheNextTenRuns() {
        Response made = create(as("tina"), CLASS);

        made.then()
                .statusCode(201)
                .header("Location", containsString("/api/schedules/" + made.path("id")))
                .body("name", equalTo("Lights out"))
                .body("cron", equalTo("0 22 1 * *"))
                .body("time_zone", equalTo("Europe/Berlin"))
                .body("action", equalTo("shutdown"))
                .body("selector.class", equalTo("networks-101"))
                .body("enabled", equalTo(true))
                .body("owner", equalTo("tina"))
                .body("next_runs", hasSize(10))
                .body("next_runs", everyItem(endsWith(":00:00Z")));
        as("tina").get("/api/schedules").then().body("schedules.id", contains((String) made.path("id")));
        as("tina").get(made.header("Location")).then().body("next_runs", equalTo(made.path("next_runs")));
        assertThat(Stores.value("SELECT username FROM audit WHERE event = 'schedule_created'"))
                .isEqualTo("tina");
    }

    @Test
    void whatOneMayNotSeeDoesNotExist() {
        String path = made(as("tina"), CLASS);

        for (String stranger : List.of("alice", "mallory")) {
            as(stranger).get(path).then().statusCode(404);
            put(as(stranger), path, "{\"enabled\": false}").then().statusCode(404);
            as(stranger).delete(path).then().statusCode(404);
            as(stranger).get(path + "/runs").then().statusCode(404);
            post(as(stranger), path + "/skip", "{}").then().statusCode(404);
            as(stranger).get("/api/schedules").then().statusCode(200).body("schedules", empty());
            create(as(stranger), CLASS).then().statusCode(404);
        }
        operator().get(path).then().statusCode(200);
        admin().get("/api/schedules").then().body("schedules", hasSize(1));
        as("tina").get("/api/schedules/nonsense").then().statusCode(404);
        assertThat(Stores.value(
                        "SELECT count(*) FROM audit WHERE username = 'mallory' AND result = 'refused_not_found'"))
                .isEqualTo("4");
        assertThat(Stores.value("SELECT count(*) FROM schedule")).isEqualTo("1");
    }

    @Test
    void teachersScheduleTheirClassesOnly() {
        for (String selector : List.of(
                "{\"tag\": \"web\"}",
                "{\"cluster\": \"lab-a\"}",
                "{\"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": 101}]}")) {
            create(as("tina"), selector)
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .body("type", equalTo("urn:labkeeper:problem:forbidden"));
        }
        create(as("tina"), "{\"class\": \"other\"}").then().statusCode(404);
        String path = made(as("tina"), CLASS);
        put(as("tina"), path, "{\"selector\": {\"tag\": \"web\"}}").then().statusCode(403);
        put(as("tina"), path, "{\"selector\": {\"class\": \"other\"}}").then().statusCode(404);
        as("tina").get(path).then().body("selector.class", equalTo("networks-101"));
    }

    @Test
    void operatorsScheduleWhateverThereIs() {
        int vmid = Lab.stopped(Lab.labB());

        create(operator(), "{\"tag\": \"web\"}").then().statusCode(201);
        create(operator(), "{\"cluster\": \"lab-a\"}").then().statusCode(201);
        create(operator(), CLASS).then().statusCode(201);
        create(operator(), "{\"vms\": [{\"cluster_id\": \"lab-b\", \"vmid\": " + vmid + "}]}")
                .then()
                .statusCode(201)
                .body("selector.vms[0].vmid", equalTo(vmid));
        create(operator(), "{\"cluster\": \"lab-x\"}").then().statusCode(404);
        create(operator(), "{\"class\": \"other\"}").then().statusCode(404);
        create(operator(), "{\"vms\": [{\"cluster_id\": \"lab-b\", \"vmid\": 999999}]}")
                .then()
                .statusCode(404)
                .body("type", equalTo("urn:labkeeper:problem:vm-not-found"));

        assertThat(Stores.value("SELECT births ->> 'lab-b/" + vmid + "' FROM schedule WHERE births <> '{}'"))
                .isEqualTo("birth-" + vmid);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"\"}|\"name\"",
                "{\"name\": \"a\\u0000b\"}|\"name\"",
                "{\"cron\": \"every night\"}|\"cron\"",
                "{\"cron\": \"* * * * * *\"}|\"cron\"",
                "{\"cron\": \"61 * * * *\"}|\"cron\"",
                "{\"cron\": \"0 0 30 2 *\"}|\"cron\"",
                "{\"cron\": 5}|\"cron\"",
                "{\"time_zone\": \"Mars/Olympus\"}|\"time_zone\"",
                "{\"time_zone\": \"+02:00\"}|\"time_zone\"",
                "{\"action\": \"explode\"}|\"action\"",
                "{\"action\": 7}|\"action\"",
                "{\"selector\": {}}|selector",
                "{\"selector\": {\"class\": \"a\", \"tag\": \"b\"}}|selector",
                "{\"selector\": {\"vms\": []}}|\"vms\"",
                "{\"enabled\": \"yes\"}|\"enabled\"",
                "{\"name\": \"a\", \"name\": \"b\"}|more than once",
                "[]|object",
                "nonsense|not JSON"
            })
    void whatCannotBeIsRefusedByName(String json, String named) {
        String path = made(as("tina"), CLASS);

        Response refused = put(as("tina"), path, json);

        refused.then().statusCode(400).contentType("application/problem+json").body("detail", containsString(named));
    }

    @Test
    void aNewScheduleNeedsAllOfIt() {
        Response refused = post(as("tina"), "/api/schedules", "{\"name\": \"Half\", \"cron\": \"0 22 * * *\"}");

        refused.then().statusCode(400).body("detail", equalTo("A new schedule needs \"time_zone\"."));
    }

    @Test
    void whoeverChangesWhatRunsWhenIsTheOwner() {
        String path = made(admin(), CLASS);
        put(operator(), path, "{\"name\": \"Renamed\", \"enabled\": false}")
                .then()
                .statusCode(200)
                .body("owner", equalTo("root"))
                .body("name", equalTo("Renamed"));

        Response changed = put(as("tina"), path, "{\"action\": \"stop\", \"enabled\": true}");

        changed.then().statusCode(200).body("owner", equalTo("tina")).body("action", equalTo("stop"));
        assertThat(Stores.value("SELECT standing FROM schedule")).isEqualTo("user");
    }

    @Test
    void whatWasReadCanBeSentBack() {
        String path = made(as("tina"), CLASS);
        String read = as("tina").get(path).asString();

        Response back = put(operator(), path, read);

        back.then().statusCode(200).body("owner", equalTo("tina"));
    }

    @Test
    void aPausedScheduleHasNoNextRuns() {
        String path = made(as("tina"), CLASS);

        put(as("tina"), path, "{\"enabled\": false}")
                .then()
                .statusCode(200)
                .body("enabled", equalTo(false))
                .body("next_runs", empty());
        assertThat(Stores.value("SELECT next_due_at FROM schedule")).isNull();
        put(as("tina"), path, "{\"enabled\": true}").then().body("next_runs", hasSize(10));
        assertThat(Stores.value("SELECT next_due_at > clock_timestamp() FROM schedule"))
                .isEqualTo("t");
    }

    @Test
    void runsToComeAreSkippedAndRestored() {
        String path = made(as("tina"), CLASS);
        List<String> runs = as("tina").get(path).path("next_runs");

        post(as("tina"), path + "/skip", "")
                .then()
                .statusCode(200)
                .body("skipped", contains(runs.get(0)))
                .body("next_runs", hasSize(10))
                .body("next_runs[0]", equalTo(runs.get(1)));
        post(as("tina"), path + "/skip", "{\"due_at\": \"" + runs.get(3) + "\"}")
                .then()
                .statusCode(200)
                .body("skipped", contains(runs.get(0), runs.get(3)));
        post(as("tina"), path + "/skip", "{\"due_at\": \"2026-01-01T00:00:00Z\"}")
                .then()
                .statusCode(400);
        post(as("tina"), path + "/skip", "{\"due_at\": \"tomorrow\"}").then().statusCode(400);
        as("tina")
                .delete(path + "/skip?due_at=" + runs.get(0))
                .then()
                .statusCode(200)
                .body("skipped", contains(runs.get(3)));
        as("tina").delete(path + "/skip?due_at=" + runs.get(0)).then().statusCode(404);
        as("tina").delete(path + "/skip").then().statusCode(400);
        put(as("tina"), path, "{\"cron\": \"30 21 * * *\"}").then().body("skipped", empty());
    }

    @Test
    void runsAreListedByPages() {
        String path = made(as("tina"), CLASS);
        Stores.sql(
                "INSERT INTO schedule_run (schedule_id, due_at, state, action, selector, births, owner, standing, ended_at)"
                        + " SELECT id, date_trunc('hour', clock_timestamp()) - make_interval(hours => n), 'missed', action, selector,"
                        + " births, owner, standing, clock_timestamp() FROM schedule, generate_series(1, 5) n");

        Response first = as("tina").get(path + "/runs?limit=3");
        Response second = as("tina").get(path + "/runs?limit=3&cursor=" + first.path("next"));

        first.then()
                .statusCode(200)
                .body("runs", hasSize(3))
                .body("runs[0].state", equalTo("missed"))
                .body("runs[0].batch_id", nullValue())
                .body("runs[0].error", nullValue());
        second.then().body("runs", hasSize(2)).body("next", nullValue());
        assertThat(first.<String>path("runs[2].due_at")).isGreaterThan(second.path("runs[0].due_at"));
        as("tina").get(path + "/runs?limit=0").then().statusCode(400).body("detail", containsString("limit"));
        as("tina").get(path + "/runs?cursor=x").then().statusCode(400).body("detail", containsString("cursor"));
    }

    @Test
    void aRunIsRecordedWithWhatCameOfIt() {
        String path = made(as("tina"), CLASS);
        Stores.sql("UPDATE schedule SET next_due_at = date_trunc('minute', clock_timestamp())");

        await().atMost(SOON)
                .until(() -> "submitted".equals(as("tina").get(path + "/runs").path("runs[0].state")));

        as("tina")
                .get(path + "/runs")
                .then()
                .body("runs", hasSize(1))
                .body("runs[0].owner", equalTo("tina"))
                .body("runs[0].batch_id", not(nullValue()))
                .body("runs[0].counts.accepted", equalTo(1))
                .body("runs[0].refused", empty());
    }

    @Test
    void whatWasDueBeforeAChangeHappensAsItWas() {
        String path = made(as("tina"), CLASS);
        Stores.sql("UPDATE schedule SET enabled = false");
        Stores.sql("UPDATE schedule SET next_due_at = date_trunc('minute', clock_timestamp()), enabled = true");

        put(as("tina"), path, "{\"action\": \"start\", \"cron\": \"0 6 1 1 *\"}")
                .then()
                .statusCode(200);

        await().atMost(SOON)
                .until(() -> "submitted".equals(as("tina").get(path + "/runs").path("runs[0].state")));
        assertThat(Stores.value("SELECT kind FROM action_batch")).isEqualTo("shutdown");
        assertThat(Stores.value("SELECT count(*) FROM schedule_run")).isEqualTo("1");
    }

    @Test
    void aScheduleIsDeleted() {
        String path = made(as("tina"), CLASS);

        as("tina").delete(path).then().statusCode(200).body("ok", equalTo(true));

        as("tina").get(path).then().statusCode(404);
        as("tina").delete(path).then().statusCode(404);
        assertThat(Stores.value("SELECT count(*) FROM audit WHERE event = 'schedule_deleted' AND result = 'done'"))
                .isEqualTo("1");
    }

    @Test
    void withoutPostgresNothingIsPromised() {
        Stores.postgresProxy().down();

        Response refused = create(as("tina"), CLASS);

        refused.then().statusCode(503).body("type", equalTo("urn:labkeeper:problem:database-unavailable"));
        Stores.postgresProxy().up();
        await().atMost(SOON).until(() -> create(as("tina"), CLASS).statusCode() == 201);
        as("tina").get("/api/schedules").then().body("schedules", hasSize(1));
    }

    @Test
    void aScheduleThatCannotBeReadDoesNotHideTheOthers() {
        made(operator(), CLASS);
        String other = made(as("tina"), CLASS);
        Stores.sql("UPDATE schedule SET action = 'hibernate' WHERE owner = 'olga'");

        Response all = operator().get("/api/schedules");

        all.then().statusCode(200).body("schedules.id", contains(other.substring(other.lastIndexOf('/') + 1)));
    }

    @Test
    void aScheduleWhoseTimeZoneHasVanishedIsPausedAndResumedInAnother() {
        String path = made(as("tina"), CLASS);
        Stores.sql("UPDATE schedule SET time_zone = 'Mars/Olympus'");

        Response paused = put(as("tina"), path, "{\"enabled\": false}");
        Response resumed = put(as("tina"), path, "{\"enabled\": true}");
        Response skipped = post(as("tina"), path + "/skip", "{\"due_at\": \"2030-01-01T00:00:00Z\"}");

        paused.then().statusCode(200).body("enabled", equalTo(false));
        resumed.then().statusCode(400).body("detail", containsString("time_zone"));
        skipped.then().statusCode(400);
        put(as("tina"), path, "{\"enabled\": true, \"time_zone\": \"Europe/Berlin\"}")
                .then()
                .statusCode(200)
                .body("next_runs", hasSize(10));
    }

    @Test
    void aHundredRunsToComeAreSkippedAndNoMore() {
        String path = made(as("tina"), CLASS);
        Stores.sql(
                "INSERT INTO schedule_run (schedule_id, due_at, state, action, selector, births, owner, standing, ended_at)"
                        + " SELECT id, clock_timestamp() + n * interval '30 s', 'skipped', action, selector, births, owner, standing,"
                        + " clock_timestamp() FROM schedule, generate_series(20, 119) n");

        Response refused = post(as("tina"), path + "/skip", "");

        refused.then().statusCode(400).body("detail", containsString("100 runs"));
    }

    @Test
    void aListOfVmsIsBoundToTheirBirthsOrRefused() {
        int vmid = Lab.stopped(Lab.labA());
        Stores.sql("UPDATE vm_inventory SET birth = NULL WHERE vmid = " + vmid);

        Response refused = create(operator(), "{\"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": " + vmid + "}]}");

        refused.then().statusCode(400).body("detail", containsString("lab-a/" + vmid));
        assertThat(Stores.value("SELECT count(*) FROM schedule")).isEqualTo("0");
    }

    @Test
    void whatTheOwnerSavesShowsTheirRoleAnew() {
        String path = made(operator(), "{\"tag\": \"web\"}");
        Stores.sql("UPDATE schedule SET standing_at = clock_timestamp() - interval '100 days'");

        put(admin(), path, "{\"name\": \"Renamed\"}").then().statusCode(200);
        String byAnother = Stores.value("SELECT standing_at > clock_timestamp() - interval '1 hour' FROM schedule");
        put(operator(), path, "{\"name\": \"Renamed\"}").then().statusCode(200);

        assertThat(byAnother).isEqualTo("f");
        assertThat(Stores.value("SELECT standing_at > clock_timestamp() - interval '1 hour' FROM schedule"))
                .isEqualTo("t");
        assertThat(Stores.value("SELECT owner FROM schedule")).isEqualTo("olga");
    }

    @Test
    void noScheduleIsMadeForAClassThatIsBeingDeleted() {
        SqlConnection deleting = pool.getConnection().await().atMost(SOON);
        Transaction begun = deleting.begin().await().atMost(SOON);
        deleting.query("DELETE FROM lab_class WHERE id = 'networks-101'")
                .execute()
                .await()
                .atMost(SOON);

        CompletableFuture<Response> made = CompletableFuture.supplyAsync(() -> create(operator(), CLASS));
        await().atMost(SOON)
                .until(() ->
                        made.isDone() || !"0".equals(Stores.value("SELECT count(*) FROM pg_locks WHERE NOT granted")));
        begun.commit().chain(deleting::close).await().atMost(SOON);

        assertThat(made).succeedsWithin(SOON).extracting(Response::statusCode).isEqualTo(404);
        assertThat(Stores.value("SELECT count(*) FROM schedule")).isEqualTo("0");
    }
}
