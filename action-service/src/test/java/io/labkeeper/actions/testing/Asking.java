package io.labkeeper.actions.testing;

import static org.awaitility.Awaitility.await;

import io.labkeeper.testing.Stores;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;

/** What callers do, over HTTP. */
public final class Asking {
    private static final List<String> OPEN = List.of("accepted", "claimed", "submitting", "submitted");

    private Asking() {}

    public static RequestSpecification as(String user, String... roles) {
        return RestAssured.given().auth().oauth2(Callers.token(user, roles));
    }

    public static RequestSpecification admin() {
        return as("root", "admin");
    }

    /** Gives a VM to a user, behind the service's back. */
    public static void assign(String user, String cluster, int vmid) {
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username, birth) VALUES ('" + cluster + "', " + vmid
                + ", '" + user + "', 'birth-" + vmid + "')");
    }

    /** Follows an action to its end, as its requester would. */
    public static Response ended(String user, String id) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> as(user).get("/api/actions/" + id),
                        answer -> !OPEN.contains(answer.jsonPath().getString("state")));
    }
}
