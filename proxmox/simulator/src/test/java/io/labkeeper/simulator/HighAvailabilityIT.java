package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.simulator.state.Release;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests under the HA stack: the task ends with the request, the change comes later. */
class HighAvailabilityIT {

    private Bench bench;

    @BeforeEach
    void start() {
        bench = Bench.start();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void startEndsOkBeforeTheGuestRunsAndItRunsOnAnotherNode() {
        int vmid = bench.vm();
        bench.guests().manageByHa(vmid, "pve2");

        RawHttp.Answer answer = bench.qemu(vmid, "start");

        assertThat(answer.json().getString("data")).contains(":hastart:" + vmid + ":");
        assertThat(bench.outcome(answer)).isEqualTo("OK");
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
        await().atMost(Duration.ofSeconds(8))
                .until(() -> bench.guests().state(vmid).equals("running"));
        assertThat(bench.guests().node(vmid)).isEqualTo("pve2");
        assertThat(bench.row(vmid).getString("hastate")).isEqualTo("started");
    }

    @Test
    void startOfAStartedGuestIsOk() {
        int vmid = bench.runningVm();
        bench.guests().manageByHa(vmid, null);

        assertThat(bench.outcome(bench.qemu(vmid, "start"))).isEqualTo("OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "shutdown"})
    void theNodeInThePathDoesNotMatter(String command) {
        int vmid = bench.runningVm();
        bench.guests().manageByHa(vmid, null);
        bench.guests().migrate(vmid, "pve2");

        RawHttp.Answer answer = bench.qemu(vmid, command);

        assertThat(answer.json().getString("data")).contains(":hastop:");
        assertThat(bench.outcome(answer)).isEqualTo("OK");
        await().atMost(Duration.ofSeconds(8))
                .until(() -> bench.guests().state(vmid).equals("stopped"));
    }

    @Test
    void overrulingAShutdownIsRefused() {
        int vmid = bench.runningVm();
        bench.guests().manageByHa(vmid, null);

        RawHttp.Answer answer = bench.qemu(vmid, "stop", "overrule-shutdown=1");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonObject("errors").fieldNames()).containsExactly("overrule-shutdown");
    }

    @Test
    void overrulingIsAnUnknownParameterForOldReleases() {
        bench.simulator().control().setRelease(Release.parse("8.1"));

        RawHttp.Answer answer = bench.qemu(bench.runningVm(), "stop", "overrule-shutdown=1");

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void aGuestTellsThatItIsManaged() {
        int vmid = bench.vm();
        bench.guests().manageByHa(vmid, null);

        var ha = bench.get("/nodes/pve1/qemu/" + vmid + "/status/current")
                .object()
                .getJsonObject("ha");

        assertThat(ha.getInteger("managed")).isEqualTo(1);
        assertThat(ha.getString("state")).isEqualTo("stopped");
    }
}
