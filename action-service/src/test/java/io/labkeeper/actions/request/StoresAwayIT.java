package io.labkeeper.actions.request;

import static io.labkeeper.actions.testing.Asking.as;
import static io.labkeeper.actions.testing.Asking.assign;
import static io.labkeeper.actions.testing.Asking.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.embedded.TcpProxy;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a request is told while a store is away. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class StoresAwayIT {
    private int vmid;

    @BeforeEach
    void clean() {
        Stores.empty();
        Lab.reset();
        vmid = Lab.stopped(Lab.labA());
        assign("alice", "lab-a", vmid);
        as("alice").get("/api/actions").then().statusCode(200);
    }

    @AfterEach
    void heal() {
        Stores.postgresProxy().up();
        Stores.redisProxy().up();
    }

    private Response start() {
        return as("alice").post("/api/vm/" + vmid + "/start?cluster=lab-a");
    }

    @Test
    void withoutPostgresNothingIsPromised() {
        refusedWhile(TcpProxy::down);
    }

    @Test
    void withAHungPostgresNothingIsPromisedEither() {
        refusedWhile(TcpProxy::hang);
    }

    private void refusedWhile(Consumer<TcpProxy> trouble) {
        trouble.accept(Stores.postgresProxy());

        Response refused = start();

        refused.then().statusCode(503).body("type", equalTo("urn:labkeeper:problem:database-unavailable"));
        assertThat(refused.header("Retry-After")).isEqualTo("2");
        // That it takes a second is for the proof to measure: here the machine is busy with other tests.
        assertThat(refused.timeIn(TimeUnit.MILLISECONDS)).isLessThan(10_000);
        Stores.postgresProxy().up();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> as("alice").get("/api/actions").statusCode() == 200);
        assertThat(Stores.value("SELECT count(*) FROM action")).isEqualTo("0");
        assertThat(Stores.value("SELECT count(*) FROM audit")).isEqualTo("0");
    }

    /** Where Postgres lets itself be read only, whatever is answered with less than 503 would say that it was written down. */
    @Test
    void aRefusalThatCannotBeWrittenDownIsNotGiven() {
        Stores.sql("INSERT INTO action_allowance (username, tokens, at) VALUES ('alice', -99, clock_timestamp())");
        Stores.sql(
                "CREATE FUNCTION no_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " RAISE EXCEPTION 'cannot execute INSERT in a read-only transaction' USING ERRCODE = '25006'; END $$");
        Stores.sql("CREATE TRIGGER no_audit BEFORE INSERT ON audit EXECUTE FUNCTION no_audit()");
        try {
            String unknown = UUID.randomUUID().toString();

            Response cancel = as("alice").delete("/api/actions/" + unknown);
            Response schedule = as("root", "admin").delete("/api/schedules/" + unknown);
            Response many = as("alice")
                    .contentType("application/json")
                    .body("{\"action\": \"start\", \"selector\": {\"cluster\": \"lab-a\"}}")
                    .post("/api/actions");

            assertThat(List.of(cancel, schedule, many)).allSatisfy(refused -> refused.then()
                    .statusCode(503)
                    .header("Retry-After", "2")
                    .body("type", equalTo("urn:labkeeper:problem:database-unavailable")));
        } finally {
            Stores.sql("DROP TRIGGER no_audit ON audit");
            Stores.sql("DROP FUNCTION no_audit()");
        }
    }

    @Test
    void withoutRedisEverythingGoesOn() {
        Stores.redisProxy().down();

        Response accepted = start();

        accepted.then().statusCode(202);
        ended("alice", accepted.jsonPath().getString("action.id")).then().body("state", equalTo("succeeded"));
    }

    @Test
    void aHungRedisDoesNotDelayAnAction() {
        Stores.redisProxy().hang();

        Response accepted = start();

        accepted.then().statusCode(202);
        assertThat(accepted.timeIn(TimeUnit.MILLISECONDS)).isLessThan(5_000);
        ended("alice", accepted.jsonPath().getString("action.id")).then().body("state", equalTo("succeeded"));
    }

    @Test
    void anActionThatWasAcceptedSurvivesTheAbsenceOfPostgres() {
        String id = start().jsonPath().getString("action.id");
        Stores.postgresProxy().down();
        assertThat(as("alice").get("/api/actions/" + id).statusCode()).isEqualTo(503);

        Stores.postgresProxy().up();

        await().atMost(Duration.ofSeconds(20)).until(() -> "succeeded".equals(Lab.column(id, "state")));
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Lab.Counting.ALL)).hasSize(1);
    }
}
