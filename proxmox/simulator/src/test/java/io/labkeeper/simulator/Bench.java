package io.labkeeper.simulator;

import static org.awaitility.Awaitility.await;

import io.labkeeper.simulator.auth.Token;
import io.labkeeper.simulator.control.GuestControl;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.Timing;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A simulator under test and the few words in which tests speak to it. Every call takes a connection of its own. */
final class Bench implements AutoCloseable {

    static final Duration TASK = Duration.ofMillis(60);

    /** Shared by all tests of the JVM, and ended with it: starting one for each would cost more than the tests. */
    private static final Vertx VERTX = Vertx.vertx();

    private final Simulator simulator;

    private Bench(Simulator simulator) {
        this.simulator = simulator;
    }

    /** Two nodes, no guests but the templates 9000 (VM) and 9001 (container), no lag, quick tasks. */
    static SimulatorOptions quick() {
        return SimulatorOptions.of("bench")
                .vms(0)
                .nodes(2)
                .lag(Duration.ZERO)
                .taskDuration(TASK)
                .timing(Timing.AUTH_DELAY, Duration.ZERO)
                .timing(Timing.UNREACHABLE_DELAY, Duration.ofMillis(10))
                .timing(Timing.AGENT_PING_TIMEOUT, Duration.ofMillis(10))
                .timing(Timing.AGENT_TIMEOUT, Duration.ofMillis(10))
                .timing(Timing.FILE_LOCK_TIMEOUT, Duration.ofMillis(700))
                .timing(Timing.REBOOT_GAP, Duration.ofMillis(1500))
                .timing(Timing.HA_DELAY, Duration.ofMillis(1500));
    }

    static Bench start() {
        return start(quick());
    }

    static Bench start(SimulatorOptions options) {
        return new Bench(Simulator.start(options, VERTX));
    }

    Simulator simulator() {
        return simulator;
    }

    GuestControl guests() {
        return simulator.control().guests();
    }

    /** A stopped VM on pve1. */
    int vm() {
        return guests().create(GuestKind.QEMU, "pve1", "vm");
    }

    int runningVm() {
        int vmid = vm();
        guests().start(vmid);
        return vmid;
    }

    /** A stopped container on pve1. */
    int container() {
        return guests().create(GuestKind.LXC, "pve1", "ct");
    }

    int runningContainer() {
        int vmid = container();
        guests().start(vmid);
        return vmid;
    }

    RawHttp connect() {
        return RawHttp.connect(simulator.apiUri(), simulator.certificate().leaf());
    }

    /** A request's text, with that token. */
    String request(String method, String path, Token token, String... more) {
        return method + " /api2/json" + path + " HTTP/1.1\r\nHost: pve\r\nAuthorization: " + token.authorization()
                + "\r\n" + String.join("\r\n", more) + (more.length == 0 ? "" : "\r\n") + "\r\n";
    }

    RawHttp.Answer get(String path) {
        return as(simulator.readerToken(), path);
    }

    RawHttp.Answer as(Token token, String path) {
        return raw(request("GET", path, token));
    }

    RawHttp.Answer raw(String text) {
        try (RawHttp http = connect()) {
            return http.send(text);
        }
    }

    RawHttp.Answer post(String path, String form) {
        return raw(request(
                        "POST",
                        path,
                        simulator.actorToken(),
                        "Content-Type: application/x-www-form-urlencoded",
                        "Content-Length: " + form.length())
                + form);
    }

    /** Orders a power action for a VM by its node pve1. */
    RawHttp.Answer qemu(int vmid, String command, String... params) {
        return post("/nodes/pve1/qemu/" + vmid + "/status/" + command, String.join("&", params));
    }

    /** Orders a power action for a container by its node pve1. */
    RawHttp.Answer lxc(int vmid, String command, String... params) {
        return post("/nodes/pve1/lxc/" + vmid + "/status/" + command, String.join("&", params));
    }

    /** Waits for the end of the task that an accepted order has begun, and returns its exit status. */
    String outcome(RawHttp.Answer accepted) {
        String upid = accepted.json().getString("data");
        return await().pollInterval(Duration.ofMillis(20))
                .until(() -> task(upid), task -> task.getString("status").equals("stopped"))
                .getString("exitstatus");
    }

    JsonObject task(String upid) {
        return as(simulator.actorToken(), "/nodes/" + upid.split(":")[1] + "/tasks/" + encode(upid) + "/status")
                .object();
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The guest's row of the cluster's list, or null. */
    JsonObject row(int vmid) {
        return get("/cluster/resources?type=vm").list().stream()
                .map(JsonObject.class::cast)
                .filter(row -> row.getInteger("vmid") == vmid)
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        simulator.close();
    }
}
