package io.labkeeper.actions.request;

import static io.labkeeper.actions.testing.Asking.admin;
import static io.labkeeper.actions.testing.Asking.as;
import static io.labkeeper.actions.testing.Asking.assign;
import static org.hamcrest.Matchers.equalTo;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.simulator.state.TaskOutcome;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a caller sees of, and may do with, the actions of others. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class OthersActionsIT {

    @BeforeEach
    void clean() {
        Stores.empty();
        Lab.reset();
    }

    /** A running VM of alice, which takes its time to obey. */
    private static int slowVm() {
        int vmid = Lab.running(Lab.labA());
        assign("alice", "lab-a", vmid);
        Lab.labA().control().guests().nextTask(vmid, new TaskOutcome(null, 0, Duration.ofSeconds(3), null));
        return vmid;
    }

    private static String path(int vmid, String action) {
        return "/api/vm/" + vmid + "/" + action + "?cluster=lab-a";
    }

    @Test
    void anActionOnOnesOwnVmIsSeenWhoeverAskedForItButOnlyTheyCancelIt() {
        int vmid = slowVm();
        String operators = admin().post(path(vmid, "shutdown")).jsonPath().getString("action.id");

        Response joined = as("alice").post(path(vmid, "shutdown"));

        joined.then().statusCode(202).body("action.id", equalTo(operators));
        as("alice").get(joined.header("Location")).then().statusCode(200);
        as("alice").delete("/api/actions/" + operators).then().statusCode(403);
        as("bob").get(joined.header("Location")).then().statusCode(404);
        as("bob").delete("/api/actions/" + operators).then().statusCode(404);
    }

    @Test
    void anActionOnAnEarlierVmOfTheSameNumberIsNotSeen() {
        int vmid = slowVm();
        String earlier = admin().post(path(vmid, "shutdown")).jsonPath().getString("action.id");
        Stores.sql("UPDATE vm_inventory SET birth = 'another' WHERE vmid = " + vmid);
        Stores.sql("UPDATE vm_assignment SET birth = 'another' WHERE vmid = " + vmid);

        Response seen = as("alice").get("/api/actions/" + earlier);

        seen.then().statusCode(404);
    }

    @Test
    void aShutdownByForceIsNotTakenForTheOneThatWaits() {
        int vmid = slowVm();
        String waiting = as("alice").post(path(vmid, "shutdown")).jsonPath().getString("action.id");

        Response forced = as("alice")
                .contentType("application/json")
                .body("{\"force\": true}")
                .post(path(vmid, "shutdown"));

        forced.then().statusCode(409).body("action.id", equalTo(waiting));
    }

    @Test
    void aTokenThatNamesNobodySeesNobodysActions() {
        slowVm();

        Response list = RestAssured.given()
                .auth()
                .oauth2(Callers.namelessToken("operator"))
                .get("/api/actions");

        list.then().statusCode(401).body("detail", equalTo("The token names no user."));
    }
}
