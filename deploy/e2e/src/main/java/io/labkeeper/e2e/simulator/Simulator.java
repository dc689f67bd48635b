package io.labkeeper.e2e.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Http;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** A simulated cluster's control API: the truth about its guests, and changes behind everybody's back. */
public final class Simulator {
    private final String cluster;
    private final String url;

    /**
     * @param cluster the cluster's id
     * @param url of the control API, without a path
     */
    public Simulator(String cluster, String url) {
        this.cluster = cluster;
        this.url = url.replaceAll("/(_sim/?)?$", "");
    }

    public String cluster() {
        return cluster;
    }

    /** All guests, templates too. */
    public List<Guest> guests() {
        return rows(call("GET", "/_sim/state", null).path("guests")).stream()
                .map(row -> Guest.of(cluster, row))
                .toList();
    }

    public Guest guest(int vmid) {
        return Guest.of(cluster, call("GET", "/_sim/guests/" + vmid, null));
    }

    public List<String> nodes() {
        return rows(call("GET", "/_sim/state", null).path("nodes")).stream()
                .map(row -> row.path("node").asText())
                .toList();
    }

    /** The nodes with how they are: up, down, unreachable. */
    public Map<String, String> nodeStates() {
        Map<String, String> states = new TreeMap<>();
        rows(call("GET", "/_sim/state", null).path("nodes"))
                .forEach(row ->
                        states.put(row.path("node").asText(), row.path("status").asText()));
        return states;
    }

    /**
     * Lets another API token in, which may do on everything what these privileges say.
     *
     * @param name user@realm!name
     */
    public void admit(String name, String secret, Set<String> privileges) {
        call("POST", "/_sim/tokens", Map.of("name", name, "secret", secret));
        call("POST", "/_sim/access", Map.of("user", name, "path", "/", "privileges", privileges));
    }

    /** Knows that token no more. */
    public void forgetToken(String name) {
        call("DELETE", "/_sim/access", Map.of("user", name, "path", "/"));
        call("DELETE", "/_sim/tokens/" + name, null);
    }

    /** Switches a node on, or off with all its guests. */
    public void power(String node, boolean on) {
        call("POST", "/_sim/nodes/" + node, Map.of("status", on ? "up" : "down"));
    }

    /** Leaves a node online in lists, but calls into it end with that status: 595, 596 or 599. */
    public void unreachable(String node, int status) {
        call("POST", "/_sim/nodes/" + node, Map.of("status", "unreachable", "proxy_status", status));
    }

    /** Lets a node's statistics daemon work, or hang while the node itself works. */
    public void statistics(String node, boolean works) {
        call("POST", "/_sim/nodes/" + node + "/statistics", Map.of("works", works));
    }

    /** How long the statistics of a node that reports none are shown. */
    public void statisticsExpiry(Duration expiry) {
        call("PATCH", "/_sim/settings", Map.of("statistics_expiry_ms", expiry.toMillis()));
    }

    /** Shows another certificate from now on. */
    public void renewCertificate() {
        call("POST", "/_sim/certificate", null);
    }

    /** Shows the certificate again that it was started with. */
    public void restoreCertificate() {
        call("DELETE", "/_sim/certificate", null);
    }

    /** Lays a fault down; returns its id. */
    public String fault(Fault fault) {
        return call("POST", "/_sim/faults", fault.order()).path("id").asText();
    }

    /** How often a fault has struck so far; 0 once it is removed. */
    public int struck(String id) {
        return rows(call("GET", "/_sim/faults", null)).stream()
                .filter(row -> row.path("id").asText().equals(id))
                .mapToInt(row -> row.path("struck").asInt())
                .sum();
    }

    /** Removes all faults. */
    public void mend() {
        call("DELETE", "/_sim/faults", null);
    }

    /** Takes all rights to a guest away from sync-worker: an ACL of the guest's own without any privilege. */
    public void hide(int vmid) {
        call("POST", "/_sim/access", Map.of("user", Fault.READER, "path", "/vms/" + vmid, "privileges", List.of()));
    }

    /** Removes that ACL again. */
    public void unhide(int vmid) {
        call("DELETE", "/_sim/access", Map.of("user", Fault.READER, "path", "/vms/" + vmid));
    }

    /** Lets lists lag the truth by that much from now on; what is so now shows at once. */
    public void lag(Duration lag) {
        call("PATCH", "/_sim/settings", Map.of("lag_ms", lag.toMillis()));
    }

    /** Lets lists show what is so now, all of it in the same moment. */
    public void sample() {
        call("POST", "/_sim/sample", null);
    }

    /** How long power tasks take from now on. */
    public void taskDuration(Duration duration) {
        call("PATCH", "/_sim/settings", Map.of("task_duration_ms", duration.toMillis()));
    }

    /** How long power tasks take. */
    public Duration taskDuration() {
        return Duration.ofMillis(
                call("GET", "/_sim/settings", null).path("task_duration_ms").asLong());
    }

    /** Makes another cluster of it: what was there is gone. */
    public void become(int vms, int nodes) {
        call("POST", "/_sim/seed", Map.of("vms", vms, "nodes", nodes, "seed", 1));
    }

    /** By how much lists lag the truth. */
    public Duration lag() {
        return Duration.ofMillis(
                call("GET", "/_sim/settings", null).path("lag_ms").asLong());
    }

    /** Every power order since the start of the simulator. */
    public List<PowerOrder> orders() {
        return rows(call("GET", "/_sim/orders", null)).stream()
                .map(row -> PowerOrder.of(cluster, row))
                .toList();
    }

    /** Requests to the Proxmox API since the start, or since {@link #forgetRequests}, by method and template. */
    public Map<String, Long> requests() {
        Map<String, Long> requests = new TreeMap<>();
        call("GET", "/_sim/requests", null)
                .path("endpoints")
                .properties()
                .forEach(entry -> requests.put(
                        entry.getKey(), entry.getValue().path("count").asLong()));
        return requests;
    }

    /** Counts requests from zero. */
    public void forgetRequests() {
        call("DELETE", "/_sim/requests", null);
    }

    /** Lists show the truth of this moment, and lag from here on. */
    public void sampleNow() {
        call("POST", "/_sim/sample", null);
    }

    /** Creates a stopped VM with the next free number. */
    public Guest create(String name, String node) {
        return Guest.of(cluster, call("POST", "/_sim/guests", Map.of("name", name, "node", node)));
    }

    /** Lets a guest ignore the wish to shut down, or not. */
    public void ignoresShutdown(int vmid, boolean ignores) {
        call("PATCH", "/_sim/guests/" + vmid, Map.of("ignores_shutdown", ignores));
    }

    public void rename(int vmid, String name) {
        call("PATCH", "/_sim/guests/" + vmid, Map.of("name", name));
    }

    public void start(int vmid) {
        change(vmid, "start", Map.of());
    }

    public void stop(int vmid) {
        change(vmid, "stop", Map.of());
    }

    public void migrate(int vmid, String node) {
        change(vmid, "migrate", Map.of("node", node));
    }

    public void delete(int vmid) {
        call("DELETE", "/_sim/guests/" + vmid, null);
    }

    /** Deletes them in one moment: no list lacks only some of them. */
    public void delete(List<Integer> vmids) {
        call("DELETE", "/_sim/guests", Map.of("vmids", vmids));
    }

    /** The guest's next power task ends well, and that long after it the guest is found stopped. */
    public void diesAfterNextTask(int vmid, Duration after) {
        change(vmid, "next-task", Map.of("dies_after_ms", after.toMillis()));
    }

    /** The guest's next power task takes that long. */
    public void nextTaskTakes(int vmid, Duration duration) {
        change(vmid, "next-task", Map.of("duration_ms", duration.toMillis()));
    }

    private void change(int vmid, String word, Map<String, Object> body) {
        call("POST", "/_sim/guests/" + vmid + "/" + word, body);
    }

    private JsonNode call(String method, String path, Object body) {
        Answer answer = Http.send(method, URI.create(url + path), Map.of(), body == null ? null : Json.write(body));
        if (answer.status() != 200) {
            throw new ProveException(
                    "simulator " + cluster + ": " + method + " " + path + ": " + answer.status() + " " + answer.body());
        }
        return answer.json();
    }

    private static List<JsonNode> rows(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
