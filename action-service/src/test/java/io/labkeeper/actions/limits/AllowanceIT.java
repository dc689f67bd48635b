package io.labkeeper.actions.limits;

import static io.labkeeper.actions.testing.Asking.as;
import static io.labkeeper.actions.testing.Asking.assign;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Standing;
import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much one caller may ask for: 120 actions at once, and one a second in the long run. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class AllowanceIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Inject
    Allowance allowance;

    private int vmid;

    @BeforeEach
    void clean() {
        Stores.empty();
        Lab.reset();
        vmid = Lab.stopped(Lab.labA());
        assign("alice", "lab-a", vmid);
    }

    private Response start() {
        return as("alice").post("/api/vm/" + vmid + "/start?cluster=lab-a");
    }

    private Response startMany() {
        return as("alice")
                .contentType("application/json")
                .body("{\"action\": \"start\", \"selector\": {\"cluster\": \"lab-a\"}}")
                .post("/api/actions");
    }

    /** As if alice had asked for so much that this is left, some time ago. */
    private static void left(double tokens, int secondsAgo) {
        Stores.sql("INSERT INTO action_allowance (username, tokens, at) VALUES ('alice', " + tokens
                + ", clock_timestamp() - interval '" + secondsAgo + " s') ON CONFLICT (username) DO UPDATE"
                + " SET tokens = excluded.tokens, at = excluded.at");
    }

    private static double tokens() {
        return Double.parseDouble(Stores.value("SELECT tokens FROM action_allowance WHERE username = 'alice'"));
    }

    @Test
    void whoAsksForTooMuchIsToldWhenToComeBackAndNothingIsDone() {
        left(-99, 0);

        Response one = start();
        Response many = startMany();

        one.then()
                .statusCode(429)
                .contentType(startsWith("application/problem+json"))
                .body("type", equalTo("urn:labkeeper:problem:too-many-requests"));
        many.then().statusCode(429);
        assertThat(Integer.parseInt(one.header("Retry-After"))).isBetween(40, 100);
        assertThat(Integer.parseInt(many.header("Retry-After"))).isBetween(40, 100);
        assertThat(Stores.value("SELECT count(*) FROM action")).isEqualTo("0");
        assertThat(Stores.value(
                        "SELECT count(*) FROM audit WHERE result = 'refused_over_limit' AND username = 'alice'"))
                .isEqualTo("2");
    }

    @Test
    void whatIsAllowedComesBackWithTime() {
        left(-99, 101);

        Response allowed = start();

        allowed.then().statusCode(202);
    }

    @Test
    void noMoreComesBackThanIsAllowedAtOnce() {
        left(100, 100_000);

        start().then().statusCode(202);

        assertThat(tokens()).isEqualTo(119);
    }

    @Test
    void aRequestForManyTakesOneForEachVmAndOwesWhatIsNotLeft() {
        assign("alice", "lab-a", Lab.stopped(Lab.labA()));
        assign("alice", "lab-a", Lab.stopped(Lab.labA()));
        left(1.5, 0);

        Response many = startMany();

        many.then().statusCode(202).body("accepted", equalTo(3));
        assertThat(tokens()).isBetween(-1.5, 0.9);
    }

    @Test
    void aRepeatOfTheSameKeyCostsNothing() {
        as("alice").header("Idempotency-Key", "k-1").post("/api/vm/" + vmid + "/start?cluster=lab-a");
        left(-99, 0);

        Response repeated =
                as("alice").header("Idempotency-Key", "k-1").post("/api/vm/" + vmid + "/start?cluster=lab-a");

        repeated.then().statusCode(202);
    }

    @Test
    void oneCallersLimitIsNobodyElses() {
        left(-99, 0);

        Response others = as("olga", "operator").post("/api/vm/" + vmid + "/start?cluster=lab-a");

        others.then().statusCode(202);
    }

    @Test
    void aScheduleWhoseOwnerHasNothingLeftIsRefusedBeforeAnythingIsBookedAndTheLookCostsNothing() {
        Asker owner = new Asker("alice", Standing.USER, null, null, null);
        left(-99, 0);
        Payment.scheduled(allowance, owner).pay(1000).await().atMost(SOON);
        assertThat(Stores.value("SELECT count(*) FROM action_allowance")).isEqualTo("1");
        Stores.sql("UPDATE action_allowance SET username = 'schedule:alice'");

        Payment over = Payment.scheduled(allowance, owner);

        assertThatThrownBy(() -> over.pay(1000).await().atMost(SOON)).isInstanceOf(OverLimit.class);
        assertThat(Stores.value("SELECT tokens FROM action_allowance")).isEqualTo("-99");
        Stores.sql("UPDATE action_allowance SET tokens = 1.5");
        over.pay(1000).await().atMost(SOON);
        assertThat(Stores.value("SELECT tokens FROM action_allowance")).isEqualTo("1.5");
    }
}
