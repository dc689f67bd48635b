package io.labkeeper.actions.audit;

import static io.labkeeper.actions.testing.Asking.admin;
import static io.labkeeper.actions.testing.Asking.as;
import static io.labkeeper.actions.testing.Asking.assign;
import static io.labkeeper.actions.testing.Asking.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit trail as administrators read it, and that nobody changes it. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class AuditIT {

    /** The service's own, with the service's own role. */
    @Inject
    Pool pool;

    private int vmid;

    @BeforeEach
    void clean() {
        Stores.empty();
        Lab.reset();
        vmid = Lab.stopped(Lab.labA());
        assign("alice", "lab-a", vmid);
    }

    private Response start(String user) {
        return as(user).header("Idempotency-Key", "click-" + user).post("/api/vm/" + vmid + "/start?cluster=lab-a");
    }

    @Test
    void whoAskedWhatFromWhereWithWhichKeyWithWhatResult() {
        Response accepted = start("alice");
        String id = accepted.jsonPath().getString("action.id");
        ended("alice", id);
        start("mallory");

        Response trail = admin().get("/api/audit?vmid=" + vmid + "&cluster=lab-a");

        trail.then()
                .statusCode(200)
                .body("entries.event", contains("action_asked", "action_ended", "action_asked"))
                .body("entries.user", contains("mallory", "alice", "alice"))
                .body("entries.result", contains("refused_not_found", "succeeded", "accepted"))
                .body("entries.at", everyItem(notNullValue()))
                .body("entries[0].action_id", nullValue())
                .body("entries[1].detail.changed", equalTo(true))
                .body("entries[2].action", equalTo("start"))
                .body("entries[2].action_id", equalTo(id))
                .body("entries[2].source_address", equalTo("127.0.0.1"))
                .body("entries[2].idempotency_key", equalTo("click-alice"))
                .body("entries[2].correlation_id", notNullValue())
                .body("next", nullValue());
    }

    @Test
    void itIsFilteredAndComesInPages() {
        start("alice");
        start("mallory");
        start("mallet");

        Response refused = admin().get("/api/audit?result=refused");
        Response first = admin().get("/api/audit?event=action_asked&limit=2");
        Response second = admin().get("/api/audit?event=action_asked&limit=2&cursor="
                + first.jsonPath().getString("next"));
        Response alices = admin().get("/api/audit?user=alice&event=action_asked&result=accepted");
        Response later = admin().get("/api/audit?from=2999-01-01T00:00:00Z");
        Response earlier = admin().get("/api/audit?to=2999-01-01T00:00:00Z&event=action_asked");

        refused.then().body("entries.user", contains("mallet", "mallory"));
        first.then().body("entries", hasSize(2)).body("next", notNullValue());
        second.then().body("entries.user", contains("alice")).body("next", nullValue());
        alices.then().body("entries", hasSize(1));
        later.then().body("entries", hasSize(0));
        earlier.then().body("entries", hasSize(3));
    }

    @Test
    void whatWasRefusedIsFoundWithoutLookingThroughTheTrail() throws SQLException {
        Stores.sql("INSERT INTO audit (event, username, result) SELECT 'common', 'alice', 'accepted'"
                + " FROM generate_series(1, 20000)");
        Stores.sql("ANALYZE audit");
        StringBuilder plan = new StringBuilder();
        try (Connection connection = Stores.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(AuditBook.BOUNDED);
            statement.execute("PREPARE page AS " + AuditBook.PAGE);
            ResultSet lines = statement.executeQuery(
                    "EXPLAIN EXECUTE page(NULL, NULL, NULL, NULL, 'refused', NULL, NULL, NULL, 101)");
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
            statement.execute("DEALLOCATE page");
        }

        assertThat(plan.toString()).contains("audit_refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vmid=one",
                "from=yesterday",
                "to=1",
                "cursor=x",
                "limit=0",
                "limit=1001",
                "limit=many",
                "user=%00"
            })
    void whatCannotBeIsRefused(String query) {
        admin().urlEncodingEnabled(false).get("/api/audit?" + query).then().statusCode(400);
    }

    @Test
    void onlyAdministratorsReadItAndWhoTriedIsInIt() {
        as("olga", "operator").get("/api/audit").then().statusCode(403);
        as("alice").post("/api/sync/trigger").then().statusCode(403);

        Response trail = admin().get("/api/audit?event=request_refused");

        trail.then()
                .body("entries.user", contains("alice", "olga"))
                .body("entries.result", everyItem(equalTo("refused_forbidden")))
                .body("entries[0].detail.method", equalTo("POST"))
                .body("entries[0].detail.path", equalTo("/api/sync/trigger"))
                .body("entries[0].source_address", equalTo("127.0.0.1"));
    }

    @Test
    void whoHadProxmoxReadIsInItToo() {
        admin().post("/api/sync/cleanup").then().statusCode(202);
        admin().contentType("application/json")
                .body("{\"cluster_id\": \"nowhere\", \"mode\": \"full\"}")
                .post("/api/sync/trigger")
                .then()
                .statusCode(404);

        Response trail = admin().get("/api/audit?event=sync_asked");

        trail.then()
                .body("entries.result", contains("refused_not_found", "done"))
                .body("entries.cluster_id", contains("nowhere", "lab-a"))
                .body("entries.action", contains("trigger", "cleanup"))
                .body("entries.detail.mode", everyItem(equalTo("full")))
                .body("entries[1].detail.request", notNullValue());
    }

    @Test
    void whoCancelsWhatIsInItToo() {
        Stores.sql("INSERT INTO action (id, birth, cluster_id, vmid, kind, state, requested_by, claim_until) VALUES"
                + " ('01a1fb94-f97e-7637-8491-b661573285fe', 'birth-" + vmid + "', 'lab-a', " + vmid
                + ", 'start', 'accepted', 'olga',"
                + " clock_timestamp() + interval '1 hour')");
        String path = "/api/actions/01a1fb94-f97e-7637-8491-b661573285fe";
        as("bob").delete(path).then().statusCode(404);
        as("alice").delete(path).then().statusCode(403);
        as("olga", "operator").delete(path).then().statusCode(200);
        as("olga", "operator").delete(path).then().statusCode(409);

        Response trail = admin().get("/api/audit");

        trail.then()
                .body("entries.user", contains("olga", "olga", "olga", "alice", "bob"))
                .body(
                        "entries.result",
                        contains("refused_too_late", "done", "cancelled", "refused_forbidden", "refused_not_found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE audit SET result = 'accepted'", "DELETE FROM audit", "TRUNCATE audit"})
    void theServiceItselfCannotChangeIt(String statement) {
        start("mallory");

        assertThatThrownBy(() -> pool.query(statement).execute().await().atMost(Duration.ofSeconds(10)))
                .hasMessageContaining("permission denied");

        assertThat(Stores.value("SELECT result FROM audit")).isEqualTo("refused_not_found");
    }

    @Test
    void whatWasBookedForManyCannotBeChangedEither() {
        List.of("UPDATE action_batch SET results = '[]'", "DELETE FROM action_batch")
                .forEach(statement -> assertThatThrownBy(
                                () -> pool.query(statement).execute().await().atMost(Duration.ofSeconds(10)))
                        .hasMessageContaining("permission denied"));
    }
}
