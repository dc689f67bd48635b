package io.labkeeper.actions.bulk;

import static io.labkeeper.actions.bulk.Bulk.ask;
import static io.labkeeper.actions.bulk.Bulk.askAs;
import static io.labkeeper.actions.bulk.Bulk.select;
import static io.labkeeper.actions.bulk.Bulk.vmids;
import static io.labkeeper.actions.testing.Asking.admin;
import static io.labkeeper.actions.testing.Asking.as;
import static io.labkeeper.actions.testing.Asking.assign;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which VMs a selector means, for whom; and what is no selector. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class BulkSelectorIT {
    private static final String CLASS = "networks-101";

    private int common;
    private int alices;
    private int bobs;
    private int template;
    private int outside;

    @BeforeEach
    void aClassWithTwoMembers() {
        Stores.empty();
        Lab.reset();
        Bulk.teaches("tina", CLASS);
        Bulk.attends("alice", CLASS);
        Bulk.attends("bob", CLASS);
        common = Lab.stopped(Lab.labA());
        alices = Lab.stopped(Lab.labA());
        bobs = Lab.stopped(Lab.labA());
        template = Lab.stopped(Lab.labA());
        outside = Lab.stopped(Lab.labA());
        Bulk.inClass(CLASS, common, null);
        Bulk.inClass(CLASS, alices, "alice");
        Bulk.inClass(CLASS, bobs, "bob");
        Bulk.inClass(CLASS, template, null);
        Bulk.makeTemplate(template);
    }

    @Test
    void aClassIsAllOfItForItsTeacherAndOnesOwnForAMember() {
        Response teacher = askAs("tina", select("start", "class", CLASS));
        Response member = askAs("alice", select("start", "class", CLASS));
        Response stranger = askAs("carol", select("start", "class", CLASS));

        assertThat(vmids(teacher)).containsExactly(common, alices, bobs);
        assertThat(vmids(member)).containsExactly(common, alices);
        stranger.then().statusCode(202).body("results", hasSize(0)).body("accepted", equalTo(0));
    }

    @Test
    void aNumberThatIsUsedAgainDoesNotComeIntoTheClassWithIt() {
        Stores.sql("UPDATE vm_inventory SET birth = 'another' WHERE vmid = " + common);

        Response teacher = askAs("tina", select("start", "class", CLASS));
        Response staff = ask(admin(), select("start", "class", CLASS));

        assertThat(vmids(teacher)).containsExactly(alices, bobs);
        assertThat(vmids(staff)).containsExactly(alices, bobs);
    }

    @Test
    void aTagAndAClusterAreWhatTheCallerMayActOn() {
        assign("alice", "lab-a", outside);
        Bulk.tag(outside, "exam");
        Bulk.tag(bobs, "exam");
        Bulk.tag(template, "exam");

        Response tagged = askAs("alice", select("start", "tag", "exam"));
        Response clustered = askAs("alice", select("start", "cluster", "lab-a"));
        Response all = ask(as("olga", "operator"), select("start", "tag", "exam"));
        Response nowhere = ask(admin(), select("start", "cluster", "lab-z"));

        assertThat(vmids(tagged)).containsExactly(outside);
        assertThat(vmids(clustered)).containsExactly(common, alices, outside);
        assertThat(vmids(all)).containsExactly(bobs, outside);
        nowhere.then().statusCode(202).body("results", hasSize(0));
    }

    @Test
    void aListInASelectorIsAList() {
        String body = "{\"action\": \"start\", \"selector\": {\"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": " + bobs
                + "}, {\"cluster_id\": \"lab-a\", \"vmid\": " + alices + "}]}}";

        Response answer = askAs("alice", body);

        answer.then().statusCode(202).body("results.result", contains("not_found", "accepted"));
    }

    @Test
    void aTemplateThatIsNamedIsRefusedByItsAction() {
        Response answer = askAs("tina", Bulk.list("start", template));

        answer.then().statusCode(202).body("results.result", contains("accepted"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "nonsense",
                "{}",
                "{\"action\": \"start\"}",
                "{\"action\": \"start\", \"vms\": []}",
                "{\"action\": \"start\", \"vms\": null}",
                "{\"action\": \"start\", \"vms\": {}}",
                "{\"action\": \"start\", \"vms\": [100]}",
                "{\"action\": \"start\", \"vms\": [{\"vmid\": 100}]}",
                "{\"action\": \"start\", \"vms\": [{\"cluster_id\": \"lab-a\"}]}",
                "{\"action\": \"start\", \"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": \"100\"}]}",
                "{\"action\": \"start\", \"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": 99999999999}]}",
                "{\"action\": \"start\", \"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": -1}]}",
                "{\"action\": \"start\", \"vms\": [{\"cluster_id\": \"a\\u0000b\", \"vmid\": 100}]}",
                "{\"action\": \"start\", \"selector\": {}}",
                "{\"action\": \"start\", \"selector\": []}",
                "{\"action\": \"start\", \"selector\": \"all\"}",
                "{\"action\": \"start\", \"selector\": {\"all\": true}}",
                "{\"action\": \"start\", \"selector\": {\"class\": \"\"}}",
                "{\"action\": \"start\", \"selector\": {\"class\": \"  \"}}",
                "{\"action\": \"start\", \"selector\": {\"class\": 7}}",
                "{\"action\": \"start\", \"selector\": {\"tag\": [\"a\"]}}",
                "{\"action\": \"start\", \"selector\": {\"tag\": \"\\u0000\"}}",
                "{\"action\": \"start\", \"selector\": {\"vms\": []}}",
                "{\"action\": \"start\", \"selector\": {\"class\": \"a\", \"tag\": \"b\"}}",
                "{\"action\": \"start\", \"selector\": {\"tag\": \"b\"}, \"vms\": [{\"cluster_id\": \"lab-a\", \"vmid\": 100}]}",
                "{\"action\": \"explode\", \"selector\": {\"tag\": \"web\"}}",
                "{\"action\": null, \"selector\": {\"tag\": \"web\"}}",
                "{\"action\": [\"start\"], \"selector\": {\"tag\": \"web\"}}",
                "{\"action\": \"start\", \"action\": \"stop\", \"selector\": {\"tag\": \"web\"}}",
                "{\"action\": \"start\", \"selector\": {\"tag\": \"web\"}} {}",
                "{\"action\": \"start\", \"selector\": {\"tag\": \"web\"}, \"timeout\": 0}",
                "{\"action\": \"start\", \"selector\": {\"tag\": \"web\"}, \"force\": \"yes\"}",
            })
    void whatCannotBeIsRefusedAndNothingIsDone(String body) {
        Response refused = askAs("tina", body);

        refused.then()
                .statusCode(400)
                .contentType(startsWith("application/problem+json"))
                .body("ok", equalTo(false))
                .body("correlation_id", notNullValue());
        assertThat(Bulk.count("action", "true")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'; DROP TABLE action; --",
                "%",
                "*",
                "../../etc/passwd",
                "<script>alert(1)</script>",
                "\\uD83D\\uDE80",
                "lab-a' OR '1'='1"
            })
    void hostileTextsAreOnlyTextsThatNoVmHas(String text) {
        Response answer = ask(admin(), select("start", "tag", text));

        answer.then().statusCode(202).body("results", hasSize(0));
        assertThat(Bulk.count("vm_inventory", "true")).isEqualTo(5);
    }

    @Test
    void oneThousandAndOneVmsAreTooMany() {
        Integer[] vmids = Collections.nCopies(1_001, common).toArray(Integer[]::new);

        Response refused = ask(admin(), Bulk.list("start", vmids));

        refused.then().statusCode(400).body("detail", equalTo("\"vms\" has 1001 VMs; at most 1000 are taken at once."));
    }

    @Test
    void aUserMayAskForFewerAtOnceThanTheStaffAndATeacherForMoreOfTheClass() {
        Bulk.crowd("lab-x", 20_001, 101);
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username) SELECT cluster_id, vmid, 'carol'"
                + " FROM vm_inventory WHERE cluster_id = 'lab-x'");
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, class_id) SELECT cluster_id, vmid, '" + CLASS
                + "' FROM vm_inventory WHERE cluster_id = 'lab-x'");

        Response user = askAs("carol", select("start", "cluster", "lab-x"));
        Response teacher = askAs("tina", select("start", "cluster", "lab-x"));

        user.then().statusCode(400).body("detail", equalTo("These are 101 VMs; you may ask for 100 at once."));
        teacher.then().statusCode(202).body("accepted", equalTo(101));
    }

    @Test
    void aClassOfAThousandStartsAsAWhole() {
        Bulk.crowd("lab-x", 20_001, 990);
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, class_id) SELECT cluster_id, vmid, '" + CLASS
                + "' FROM vm_inventory WHERE cluster_id = 'lab-x'");

        Response teacher = askAs("tina", select("start", "cluster", "lab-x"));

        teacher.then().statusCode(202).body("accepted", equalTo(990));
    }

    @Test
    void nobodyIsRefused() {
        ask(RestAssured.given(), select("start", "class", CLASS)).then().statusCode(401);
    }
}
