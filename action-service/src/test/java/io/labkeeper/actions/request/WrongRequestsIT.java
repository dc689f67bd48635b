package io.labkeeper.actions.request;

import static io.labkeeper.actions.testing.Asking.as;
import static io.labkeeper.actions.testing.Asking.assign;
import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked for wrongly, and the answer to each in the form of the contract: one place for what the API refuses before anything is done. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class WrongRequestsIT {

    /** Who (with which key) | path below /api | body | status and kind of problem | what is said. */
    private static final String TABLE = """
            alice   | vm/<bobs>/start?cluster=lab-a     |  | 404 vm-not-found | There is no such VM.
            alice   | vm/<nobodys>/start?cluster=lab-a  |  | 404 vm-not-found | There is no such VM.
            alice   | vm/<own>/start?cluster=lab-b      |  | 404 vm-not-found | There is no such VM.
            alice   | vm/<own>/start?cluster=lab-z      |  | 404 vm-not-found | There is no such VM.
            root    | vm/<twice>/start                  |  | 409 vm-ambiguous | Several clusters have a VM of this number: say which, by ?cluster=.
            alice k | vm/<own>/stop?cluster=lab-a       |  | 422 idempotency-mismatch | This Idempotency-Key was used for another request.
            alice k | vm/<own>/start?cluster=lab-a      | {"force": true} | 422 idempotency-mismatch | This Idempotency-Key was used for another request.
            alice k | actions                           | {"action": "start", "selector": {"cluster": "lab-a"}} | 422 idempotency-mismatch | This Idempotency-Key was used for another request.
            alice   | vm/<own>/explode?cluster=lab-a    |  | 400 invalid-parameter | There is no action "explode"; it is one of start, stop, shutdown, reboot, reset, suspend, resume.
            alice   | vm/<own>/'; DROP TABLE action;--?cluster=lab-a |  | 404 not-found | There is no such thing.
            alice   | vm/<own>/start?cluster=           |  | 400 invalid-parameter | "cluster" must not be empty.
            alice   | vm/<own>/start?cluster=lab-a%00   |  | 400 invalid-parameter | A value holds characters that cannot be stored.
            alice   | vm/<own>/start?cluster=lab-a' OR '1'='1 |  | 404 vm-not-found | There is no such VM.
            alice   | vm/<own>/start?cluster=../../etc  |  | 404 vm-not-found | There is no such VM.
            alice   | vm/<own>' OR 1=1/start            |  | 404 not-found | There is no such thing.
            alice   | vm/<own>/start                    | {"timeout": "<script>"} | 400 invalid-body | "timeout" must be whole seconds from 1 to 3600.
            root    | actions                           | {"action": "start", "vms": <1001>} | 400 invalid-body | "vms" has 1001 VMs; at most 1000 are taken at once.
            root    | actions                           | {"action": "start", "vms": []} | 400 invalid-body | "vms" must be a list of at least one VM.
            root    | actions                           | {"action": "start", "selector": {}} | 400 invalid-body | The selector must have exactly one of class, tag, cluster, vms.
            root    | actions                           | {"action": "start", "selector": {"class": " "}} | 400 invalid-body | "class" must be a text of 1 to 200 characters.
            root    | actions                           | {"action": "start", "selector": {"all": true}} | 400 invalid-body | The selector must have exactly one of class, tag, cluster, vms.
            root    | actions                           | {"action": "explode", "selector": {"tag": "web"}} | 400 invalid-body | "action" must be one of start, stop, shutdown, reboot, reset, suspend, resume.
            root    | actions                           | {"action": "start", "selector": {"tag": "\\u0000"}} | 400 invalid-body | "tag" must be a text of 1 to 200 characters.
            """;

    private record Row(String who, String path, String body, String problem, String said) {
        static Row of(String line) {
            String[] columns = line.strip().split(" *\\| *");
            return new Row(columns[0], columns[1], columns[2], columns[3], columns[4]);
        }
    }

    private int own;
    private int bobs;
    private int twice;

    @BeforeEach
    void theseVmsAndThisKey() {
        Stores.empty();
        Lab.reset();
        own = Lab.stopped(Lab.labA());
        bobs = Lab.stopped(Lab.labA());
        twice = Lab.stopped(Lab.labA());
        Lab.guest(Lab.labB(), twice, GuestKind.QEMU, false);
        assign("alice", "lab-a", own);
        assign("bob", "lab-a", bobs);
        as("alice").header("Idempotency-Key", "k").post("/api/vm/" + own + "/start?cluster=lab-a");
    }

    @Test
    void eachHasItsAnswerAndNothingIsDone() {
        List<Row> expected = TABLE.lines().map(Row::of).toList();

        List<Row> answered = expected.stream().map(this::answered).toList();

        assertThat(answered).containsExactlyElementsOf(expected);
        assertThat(Stores.value("SELECT count(*) FROM action"))
                .as("the one of the key")
                .isEqualTo("1");
    }

    private Row answered(Row row) {
        String[] who = row.who().split(" ");
        var caller = who[0].equals("root") ? as("root", "admin") : as(who[0]);
        if (who.length == 2) {
            caller.header("Idempotency-Key", who[1]);
        }
        if (!row.body().isEmpty()) {
            caller.contentType("application/json").body(filled(row.body()));
        }
        Response answer = caller.urlEncodingEnabled(false).post("/api/" + encoded(filled(row.path())));
        JsonPath problem = answer.jsonPath();
        assertThat(answer.contentType()).as("%s", row).startsWith("application/problem+json");
        assertThat(problem.getInt("status")).as("%s", row).isEqualTo(answer.statusCode());
        assertThat(problem.getBoolean("ok")).as("%s", row).isFalse();
        assertThat(problem.getString("error")).as("%s", row).isEqualTo(problem.getString("detail"));
        assertThat(problem.getString("title")).as("%s", row).isNotBlank();
        assertThat(problem.getString("correlation_id")).as("%s", row).isNotBlank();
        return new Row(
                row.who(),
                row.path(),
                row.body(),
                answer.statusCode() + " " + problem.getString("type").replace("urn:labkeeper:problem:", ""),
                problem.getString("detail")
                        .replace(Integer.toString(own), "<own>")
                        .replace(Integer.toString(bobs), "<bobs>")
                        .replace(Integer.toString(twice), "<twice>"));
    }

    private String filled(String text) {
        return text.replace("<own>", Integer.toString(own))
                .replace("<bobs>", Integer.toString(bobs))
                .replace("<twice>", Integer.toString(twice))
                .replace("<nobodys>", "999999")
                .replace(
                        "<1001>",
                        Collections.nCopies(1_001, "{\"cluster_id\": \"lab-a\", \"vmid\": " + own + "}")
                                .toString());
    }

    private static String encoded(String path) {
        return path.replace(" ", "%20").replace("'", "%27").replace(";", "%3B");
    }
}
