package io.labkeeper.actions.request;

import static io.labkeeper.actions.testing.Asking.admin;
import static io.labkeeper.actions.testing.Asking.as;
import static io.labkeeper.actions.testing.Asking.assign;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.simulator.Simulator;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.Fault.Effect;
import io.labkeeper.simulator.fault.FaultKind;
import io.labkeeper.simulator.state.TaskOutcome;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every kind of answer that Proxmox gives to an order, and every kind of end of its task, from the click to what the user is told. How the guest
 * itself was is the matter of {@code PowerTableIT}, and a task that never ends of {@code RunnerIT}. All rows at once, each with a VM of its own.
 */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class ProxmoxAnswersIT {

    /**
     * What happens | action | state, whether changed, error | how often the order was sent | what the user reads.
     *
     * <p>A number is the status of each answer to the order, "once" of the first one, with nothing carried out. "lost" orders are
     * carried out, and the answer does not come or cannot be read. What takes longest comes first.
     */
    private static final String TABLE = """
            302 Found, once                           | start    | succeeded t -                       | 2 | -
            502 Bad Gateway, once                     | start    | succeeded t -                       | 2 | -
            504 Gateway Time-out, once                | stop     | succeeded t -                       | 2 | -
            596 Broken pipe, once                     | start    | succeeded t -                       | 2 | -
            502 Bad Gateway, once                     | reboot   | unknown - timeout                   | 1 | It could not be established whether Proxmox got the order; look at the VM itself.
            504 Gateway Time-out, once                | reset    | unknown - timeout                   | 1 | It could not be established whether Proxmox got the order; look at the VM itself.
            599 Too many redirections, once           | suspend  | unknown - timeout                   | 1 | It could not be established whether Proxmox got the order; look at the VM itself.
            200                                       | start    | succeeded t -                       | 1 | -
            400 nobody knows it                       | start    | failed - proxmox_error              | 1 | Proxmox refused.
            401 no ticket                             | start    | failed - proxmox_error              | 1 | Proxmox does not accept Labkeeper's token.
            403 Permission check failed               | start    | failed - not_allowed_on_proxmox     | 1 | Labkeeper's own token may not do this to the VM.
            500 VM is locked (backup)                 | start    | failed - vm_locked                  | 1 | The VM is locked (backup).
            500 can't lock file - got timeout         | stop     | failed - vm_locked                  | 1 | Another operation holds the VM.
            500 cluster not ready - no quorum?        | start    | failed - no_quorum                  | 1 | The cluster has no quorum and changes nothing.
            500 you can't start a vm if it's a template | start  | failed - vm_is_template             | 1 | A template cannot be started or stopped.
            500 VM # already running                  | start    | unknown - proxmox_error             | 1 | Proxmox said that it was so already, but the VM does not show it; look at the VM itself.
            500 VM # not running                      | stop     | unknown - proxmox_error             | 1 | Proxmox said that it was so already, but the VM does not show it; look at the VM itself.
            500 VM # not running                      | reboot   | failed - proxmox_error              | 1 | The VM is not running.
            500 Configuration file 'nodes/pve1/qemu-server/#.conf' does not exist | start | failed - vm_gone | 1 | The VM is not where Proxmox lists it.
            500 something new under the sun           | start    | failed - proxmox_error              | 1 | Proxmox refused.
            501 Method not implemented                | start    | failed - proxmox_error              | 1 | Proxmox refused.
            503 Service Unavailable                   | start    | failed - proxmox_error              | 1 | Proxmox refused.
            595 No route to host                      | start    | failed - node_offline               | 1 | The VM's node pve1 cannot be reached.
            lost: hang                                | start    | succeeded t -                       | 1 | -
            lost: reset                               | reboot   | succeeded t -                       | 1 | -
            lost: garbage                             | start    | succeeded t -                       | 1 | -
            lost: truncate                            | stop     | succeeded t -                       | 1 | -
            lost: body {"data": null}                 | start    | succeeded t -                       | 1 | -
            lost: body <html>Sign in</html>           | stop     | succeeded t -                       | 1 | -
            task: WARNINGS                            | start    | succeeded t -                       | 1 | -
            task: VM is locked (migrate)              | start    | failed - vm_locked                  | 1 | The VM is locked (migrate).
            task: VM quit/powerdown failed            | shutdown | failed - timeout                    | 1 | The VM did not obey within the time limit.
            task: start failed: command 'kvm' failed  | start    | failed - proxmox_error              | 1 | Proxmox refused.
            task: interrupted by signal               | stop     | failed - proxmox_error              | 1 | Proxmox refused.
            task: unexpected status                   | start    | unknown - proxmox_error             | 1 | Proxmox has lost the task; look at the VM itself.
            """;

    private static final String STILL_OPEN = "SELECT count(*) FROM action WHERE finished_at IS NULL";

    private record Row(String happens, String action, String end, String sent, String read) {
        static Row of(String line) {
            String[] columns = line.strip().split(" +\\| +");
            return new Row(columns[0], columns[1], columns[2], columns[3], columns[4]);
        }
    }

    /** A row whose action was asked for. */
    private record Asked(Row row, String id) {}

    @BeforeEach
    void clean() {
        Stores.empty();
        Lab.reset();
    }

    @Test
    void whatTheUserIsTold() {
        List<Row> expected = TABLE.lines().map(Row::of).toList();

        List<Asked> asked = expected.stream().map(ProxmoxAnswersIT::ask).toList();

        await().atMost(Duration.ofSeconds(60)).until(() -> "0".equals(Stores.value(STILL_OPEN)));
        Map<String, JsonObject> users = actions(as("alice"));
        Map<String, JsonObject> admins = actions(admin());
        assertThat(asked.stream().map(one -> seen(one.row(), users.get(one.id()), admins.get(one.id()))))
                .containsExactlyElementsOf(expected);
    }

    private static Asked ask(Row row) {
        // After a 401 the whole cluster is left alone for a moment.
        Simulator lab = row.happens().startsWith("401") ? Lab.labB() : Lab.labA();
        int vmid = row.action().equals("start") ? Lab.stopped(lab) : Lab.running(lab);
        assign("alice", lab.clusterId(), vmid);
        prepare(lab, vmid, row.happens());
        String id = as("alice")
                .post("/api/vm/" + vmid + "/" + row.action() + "?cluster=" + lab.clusterId())
                .then()
                .statusCode(202)
                .extract()
                .path("action.id");
        return new Asked(row, id);
    }

    private static void prepare(Simulator lab, int vmid, String happens) {
        if (happens.startsWith("task: ")) {
            lab.control().guests().nextTask(vmid, outcome(happens.substring("task: ".length())));
        } else if (happens.startsWith("lost: ")) {
            String[] words = happens.split(" ", 3);
            Effect effect = words.length == 3 ? Effect.NONE.withText(words[2]) : Effect.NONE;
            fault(lab, vmid, FaultKind.of(words[1]), effect.afterwards(), 1);
        } else if (!happens.equals("200")) {
            String[] words = happens.replace("#", Integer.toString(vmid)).split(" ", 2);
            Effect effect = Effect.NONE.withStatus(Integer.parseInt(words[0]), words[1].replace(", once", ""));
            fault(lab, vmid, FaultKind.STATUS, effect, happens.endsWith(", once") ? 1 : 0);
        }
    }

    private static TaskOutcome outcome(String how) {
        return how.equals("WARNINGS") ? TaskOutcome.warning(2) : TaskOutcome.failing(how);
    }

    private static void fault(Simulator lab, int vmid, FaultKind kind, Effect effect, int times) {
        lab.control()
                .faults()
                .add(Fault.always(kind, "POST", "/nodes/*/qemu/" + vmid + "/status/*", effect)
                        .times(times));
    }

    /** By their ids, as this caller sees them. */
    private static Map<String, JsonObject> actions(RequestSpecification caller) {
        return new JsonObject(caller.get("/api/actions?limit=100").asString())
                .getJsonArray("actions").stream()
                        .map(JsonObject.class::cast)
                        .collect(Collectors.toMap(action -> action.getString("id"), Function.identity()));
    }

    /** The row as it came out; what Proxmox said itself is for administrators only. */
    private static Row seen(Row row, JsonObject users, JsonObject admins) {
        String happens = row.happens();
        JsonObject error = users.getJsonObject("error");
        if (error != null) {
            assertThat(error.fieldNames()).as(happens).containsExactlyInAnyOrder("code", "message");
        }
        if (happens.startsWith("500 ")) {
            assertThat(admins.getJsonObject("error").getString("detail"))
                    .as(happens)
                    .isEqualTo(happens.substring(4)
                            .replace("#", users.getValue("vmid").toString()));
        }
        return new Row(
                happens,
                users.getString("action"),
                String.format(
                        Locale.ROOT,
                        "%s %s %s",
                        users.getString("state"),
                        changed(users.getBoolean("changed")),
                        error == null ? "-" : error.getString("code")),
                Lab.column(users.getString("id"), "sent"),
                error == null ? "-" : error.getString("message"));
    }

    private static String changed(Boolean changed) {
        return changed == null ? "-" : changed ? "t" : "f";
    }
}
