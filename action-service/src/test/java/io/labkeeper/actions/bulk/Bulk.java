package io.labkeeper.actions.bulk;

import static io.labkeeper.actions.testing.Asking.as;

import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What callers ask of many VMs, and who belongs to which class. */
final class Bulk {

    private Bulk() {}

    /** {@code {"action": …, "vms": […]}} of the cluster lab-a. */
    static String list(String action, Integer... vmids) {
        String vms = Arrays.stream(vmids).map(Bulk::vm).collect(Collectors.joining(", "));
        return "{\"action\": \"" + action + "\", \"vms\": [" + vms + "]}";
    }

    private static String vm(int vmid) {
        return "{\"cluster_id\": \"lab-a\", \"vmid\": " + vmid + "}";
    }

    /** {@code {"action": …, "selector": {…}}}. */
    static String select(String action, String kind, String value) {
        return "{\"action\": \"" + action + "\", \"selector\": {\"" + kind + "\": \"" + value + "\"}}";
    }

    static Response ask(RequestSpecification caller, String body) {
        return caller.contentType("application/json").body(body).post("/api/actions");
    }

    static Response askAs(String user, String body) {
        return ask(as(user), body);
    }

    /** The numbers of the VMs in an answer, in its order. */
    static List<Integer> vmids(Response answer) {
        return answer.jsonPath().getList("results.vmid", Integer.class);
    }

    static void teaches(String user, String labClass) {
        belongs(user, labClass, "teacher");
    }

    static void attends(String user, String labClass) {
        belongs(user, labClass, "member");
    }

    private static void belongs(String user, String labClass, String role) {
        Stores.sql("INSERT INTO lab_class (id, name) VALUES ('" + labClass + "', '" + labClass
                + "') ON CONFLICT DO NOTHING");
        Stores.sql("INSERT INTO class_member (class_id, username, role) VALUES ('" + labClass + "', '" + user + "', '"
                + role + "')");
    }

    /** Gives a VM to a class. @param user null for the whole class */
    static void inClass(String labClass, int vmid, String user) {
        String whom = user == null ? "NULL" : "'" + user + "'";
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username, class_id, birth) VALUES ('lab-a', " + vmid
                + ", " + whom + ", '" + labClass + "', 'birth-" + vmid + "')");
    }

    static void makeTemplate(int vmid) {
        Stores.sql("UPDATE vm_inventory SET is_template = true WHERE vmid = " + vmid);
    }

    static void tag(int vmid, String tag) {
        Stores.sql("UPDATE vm_inventory SET tags = ARRAY['" + tag + "'] WHERE vmid = " + vmid);
    }

    /** Puts that many VMs from this number on into the inventory of a cluster that nobody can reach. */
    static void crowd(String cluster, int first, int count) {
        VmRecord[] records = IntStream.range(first, first + count)
                .mapToObj(vmid -> Vms.stopped(cluster + "/" + vmid))
                .toArray(VmRecord[]::new);
        Vms.store(Vms.cluster(cluster, new Revision(1, 1), records));
    }

    static long count(String table, String condition) {
        return Long.parseLong(Stores.value("SELECT count(*) FROM " + table + " WHERE " + condition));
    }
}
