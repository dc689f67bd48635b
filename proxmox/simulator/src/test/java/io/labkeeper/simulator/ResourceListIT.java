package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.GuestSpec;
import io.labkeeper.simulator.state.Release;
import io.labkeeper.simulator.state.Timing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cluster's list: its shape, what it hides, and how far it lags. */
class ResourceListIT {

    private static final Duration NEVER = Duration.ofHours(1);

    private Bench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    private static List<JsonObject> rows(JsonArray list) {
        return list.stream().map(JsonObject.class::cast).toList();
    }

    @Test
    void aRunningVmHasARowOfTypedValues() {
        bench = Bench.start();
        int vmid = bench.runningVm();

        JsonObject row = bench.row(vmid);

        assertThat(row.getValue("id")).isEqualTo("qemu/" + vmid);
        assertThat(row.getValue("vmid")).isEqualTo(vmid);
        assertThat(row.getValue("node")).isEqualTo("pve1");
        assertThat(row.getValue("type")).isEqualTo("qemu");
        assertThat(row.getValue("status")).isEqualTo("running");
        assertThat(row.getValue("name")).isEqualTo("vm");
        assertThat(row.getValue("template")).isEqualTo(0);
        assertThat(row.getDouble("cpu")).isBetween(0.0, 1.0);
        assertThat(row.getLong("uptime")).isPositive();
        assertThat(row.fieldNames())
                .contains("maxcpu", "maxmem", "mem", "maxdisk", "disk", "netin", "netout", "diskread", "diskwrite")
                .contains("memhost")
                .doesNotContain("lock", "tags", "pool", "hastate", "ostype", "agent", "qmpstatus", "pid");
    }

    @Test
    void olderReleasesDoNotKnowMemhost() {
        bench = Bench.start(Bench.quick().release(Release.parse("8.4")));

        assertThat(bench.row(bench.vm()).fieldNames()).doesNotContain("memhost").contains("mem");
    }

    @Test
    void rowsAreSortedByNumberAsText() {
        bench = Bench.start();
        List.of(1000, 101, 200).forEach(vmid -> bench.guests().create(vmid, GuestKind.QEMU, "pve1", "x"));

        List<Integer> order = rows(bench.get("/cluster/resources?type=vm").list()).stream()
                .map(row -> row.getInteger("vmid"))
                .toList();

        assertThat(order).containsExactly(1000, 101, 200, 9000, 9001);
    }

    @Test
    void theFullListHoldsOtherKindsOfRowsThatDifferByRelease() {
        bench = Bench.start();

        assertThat(types()).containsExactlyInAnyOrder("qemu", "lxc", "node", "storage", "network");
        bench.simulator().control().setRelease(Release.parse("8.4"));
        assertThat(types()).containsExactlyInAnyOrder("qemu", "lxc", "node", "storage", "sdn");
    }

    private Set<String> types() {
        return rows(bench.get("/cluster/resources").list()).stream()
                .map(row -> row.getString("type"))
                .collect(Collectors.toSet());
    }

    @Test
    void aTokenWithoutRightsSeesNoGuestAndNoError() {
        bench = Bench.start(Bench.quick().vms(5));

        RawHttp.Answer answer = bench.as(bench.simulator().powerlessToken(), "/cluster/resources?type=vm");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.list()).isEmpty();
        assertThat(bench.as(bench.simulator().powerlessToken(), "/access/permissions")
                        .object())
                .isEmpty();
    }

    @Test
    void aTokenSeesOnlyTheGuestsThatItMaySee() {
        bench = Bench.start(Bench.quick().vms(5));
        bench.simulator().control().grant("nobody@pve!empty", "/vms/102", Set.of("VM.Audit"));

        JsonArray list = bench.as(bench.simulator().powerlessToken(), "/cluster/resources?type=vm")
                .list();

        assertThat(rows(list)).extracting(row -> row.getInteger("vmid")).containsExactly(102);
    }

    @Test
    void nodesHaveNoNumbersForThoseWithoutAudit() {
        bench = Bench.start();

        JsonArray list = bench.as(bench.simulator().powerlessToken(), "/cluster/resources?type=node")
                .list();

        assertThat(rows(list)).hasSize(2).allSatisfy(row -> assertThat(row.fieldNames())
                .contains("node", "status")
                .doesNotContain("maxmem", "uptime"));
    }

    @Test
    void thePoolShowsOnlyToThoseWhoMayAuditIt() {
        bench = Bench.start();
        int vmid = bench.vm();
        bench.guests()
                .edit(
                        vmid,
                        spec -> spec.withTraits(
                                new GuestSpec.Traits(false, "lab", spec.traits().agent(), false)));
        bench.simulator().control().grant("nobody@pve!empty", "/vms", Set.of("VM.Audit"));

        assertThat(bench.row(vmid).getString("pool")).isEqualTo("lab");
        assertThat(rows(bench.as(bench.simulator().powerlessToken(), "/cluster/resources?type=vm")
                        .list()))
                .noneMatch(row -> row.containsKey("pool"));
    }

    @Test
    void aChangeShowsOnlyWithTheNextSample() {
        bench = Bench.start();
        int vmid = bench.vm();
        bench.simulator().control().setTiming(Timing.LAG, NEVER);
        bench.guests().start(vmid);

        String before = bench.row(vmid).getString("status");
        String truth = bench.get("/nodes/pve1/qemu/" + vmid + "/status/current")
                .object()
                .getString("status");
        bench.simulator().control().sampleNow();

        assertThat(before).isEqualTo("stopped");
        assertThat(truth).isEqualTo("running");
        assertThat(bench.row(vmid).getString("status")).isEqualTo("running");
    }

    @Test
    void samplesAreTakenInTheIntervalThatIsSet() {
        bench = Bench.start(Bench.quick().lag(NEVER));
        int vmid = bench.vm();
        bench.simulator().control().setTiming(Timing.LAG, Duration.ofMillis(100));

        bench.guests().start(vmid);

        await().atMost(Duration.ofSeconds(3))
                .until(() -> "running".equals(bench.row(vmid).getString("status")));
        assertThat(Timing.LAG.standard()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void nodeLockAndTagsShowAtOnce() {
        bench = Bench.start();
        int vmid = bench.vm();
        bench.simulator().control().setTiming(Timing.LAG, NEVER);

        bench.guests().lock(vmid, "backup");
        bench.guests().edit(vmid, spec -> spec.withTags(List.of("b", "a")).withName("renamed"));
        bench.guests().migrate(vmid, "pve2");
        bench.guests().manageByHa(vmid, null);

        JsonObject row = bench.row(vmid);
        assertThat(row.getString("lock")).isEqualTo("backup");
        assertThat(row.getString("tags")).isEqualTo("a;b");
        assertThat(row.getString("node")).isEqualTo("pve2");
        assertThat(row.getString("hastate")).isEqualTo("stopped");
        assertThat(row.getString("name")).isEqualTo("vm");
    }

    @Test
    void aNewGuestHasNoNameAndNoKnownStateUntilItIsSampled() {
        bench = Bench.start(Bench.quick().lag(NEVER));
        int vmid = bench.runningVm();

        JsonObject row = bench.row(vmid);

        assertThat(row.fieldNames()).containsExactlyInAnyOrder("id", "vmid", "node", "type", "status");
        assertThat(row.getString("status")).isEqualTo("unknown");
    }

    @Test
    void aReusedNumberShowsTheOldNameUntilItIsSampled() {
        bench = Bench.start();
        int vmid = bench.vm();
        bench.simulator().control().setTiming(Timing.LAG, NEVER);
        bench.guests().delete(vmid);

        bench.guests().create(vmid, GuestKind.QEMU, "pve2", "another");

        assertThat(bench.row(vmid).getString("name")).isEqualTo("vm");
        bench.simulator().control().sampleNow();
        assertThat(bench.row(vmid).getString("name")).isEqualTo("another");
    }

    @Test
    void guestsWithoutANameHaveAStandardOneAndTheNameUIsLost() {
        bench = Bench.start();
        bench.guests().create(100, GuestKind.QEMU, "pve1", null);
        bench.guests().create(101, GuestKind.LXC, "pve1", null);
        bench.guests().create(102, GuestKind.QEMU, "pve1", "U");

        assertThat(bench.row(100).getString("name")).isEqualTo("VM 100");
        assertThat(bench.row(101).getString("name")).isEqualTo("CT101");
        assertThat(bench.row(102).containsKey("name")).isTrue();
        assertThat(bench.row(102).getString("name")).isNull();
    }

    @Test
    void aDeadNodeIsOfflineAtOnceButItsGuestsKeepTheirLastStateUntilItExpires() {
        bench = Bench.start(Bench.quick().lag(Duration.ofMillis(100)));
        int vmid = bench.runningVm();
        await().until(() -> "running".equals(bench.row(vmid).getString("status")));

        bench.simulator().control().nodes().down("pve1");

        assertThat(bench.get("/nodes").list().getJsonObject(0).getString("status"))
                .isEqualTo("offline");
        assertThat(bench.row(vmid).getString("status")).isEqualTo("running");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
        bench.simulator().control().setTiming(Timing.STATISTICS_EXPIRY, Duration.ofMillis(50));
        await().until(() -> "unknown".equals(bench.row(vmid).getString("status")));
        assertThat(bench.row(vmid).fieldNames()).containsExactlyInAnyOrder("id", "vmid", "node", "type", "status");
        assertThat(Timing.STATISTICS_EXPIRY.standard()).isEqualTo(Duration.ofSeconds(300));
    }

    @Test
    void aPausedVmIsPausedInTheListButRunningByItsNode() {
        bench = Bench.start();
        int vmid = bench.runningVm();
        bench.guests().state(vmid, "paused");

        JsonObject current =
                bench.get("/nodes/pve1/qemu/" + vmid + "/status/current").object();

        assertThat(bench.row(vmid).getString("status")).isEqualTo("paused");
        assertThat(current.getString("status")).isEqualTo("running");
        assertThat(current.getString("qmpstatus")).isEqualTo("paused");
    }

    @Test
    void numbersCanComeAsText() {
        bench = Bench.start(Bench.quick().numbersAsText(true));
        int vmid = bench.vm();

        JsonObject row = bench.get("/cluster/resources?type=vm").list().getJsonObject(0);

        assertThat(row.getValue("vmid")).isEqualTo(Integer.toString(vmid));
        assertThat(row.getValue("maxmem")).isInstanceOf(String.class);
        bench.simulator().control().setNumbersAsText(false);
        assertThat(bench.row(vmid).getValue("maxmem")).isInstanceOf(Number.class);
    }
}
