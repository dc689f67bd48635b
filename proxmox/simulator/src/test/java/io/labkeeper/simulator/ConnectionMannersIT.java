package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.simulator.state.Timing;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How connections live and die. */
class ConnectionMannersIT {

    private Bench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    private String version() {
        return bench.request("GET", "/version", bench.simulator().readerToken());
    }

    @Test
    void aConnectionServesSeveralRequestsAndIsClosedAfterTheHundredth() {
        bench = Bench.start();
        try (RawHttp http = bench.connect()) {
            for (int i = 1; i < 100; i++) {
                assertThat(http.send(version()).headers())
                        .as("request %d", i)
                        .containsEntry("connection", "Keep-Alive");
            }

            RawHttp.Answer last = http.send(version());

            assertThat(last.status()).isEqualTo(200);
            assertThat(last.headers()).containsEntry("connection", "close");
            assertThat(http.closedByServer()).isTrue();
        }
    }

    @Test
    void anIdleConnectionIsClosed() {
        bench = Bench.start(Bench.quick().timing(Timing.IDLE_TIMEOUT, Duration.ofMillis(300)));
        try (RawHttp http = bench.connect()) {
            long before = System.nanoTime();
            http.send(version());

            boolean closed = http.closedByServer();

            assertThat(closed).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
        assertThat(Timing.IDLE_TIMEOUT.standard()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aConnectionThatWaitsForASlowAnswerIsNotIdle() {
        bench = Bench.start(Bench.quick()
                .timing(Timing.IDLE_TIMEOUT, Duration.ofMillis(200))
                .timing(Timing.AGENT_DELAY, Duration.ofMillis(600)));
        int vmid = bench.runningVm();

        RawHttp.Answer answer = bench.get("/nodes/pve1/qemu/" + vmid + "/agent/network-get-interfaces");

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void everyErrorClosesTheConnection() {
        bench = Bench.start();
        try (RawHttp http = bench.connect()) {
            RawHttp.Answer answer = http.send(bench.request(
                    "GET", "/nodes/pve1/qemu/777/config", bench.simulator().readerToken()));

            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(http.closedByServer()).isTrue();
        }
    }

    @Test
    void longerAnswersAreCompressedForThoseWhoAsk() {
        bench = Bench.start(Bench.quick().vms(30));
        String zipped =
                bench.request("GET", "/cluster/resources", bench.simulator().readerToken(), "Accept-Encoding: gzip");

        RawHttp.Answer answer = bench.raw(zipped);

        assertThat(answer.headers()).containsEntry("content-encoding", "gzip");
        assertThat(answer.list().size()).isGreaterThan(30);
        assertThat(bench.get("/cluster/resources").headers()).doesNotContainKey("content-encoding");
        assertThat(bench.raw(version().replace("\r\n\r\n", "\r\nAccept-Encoding: gzip\r\n\r\n"))
                        .headers())
                .doesNotContainKey("content-encoding");
    }

    @Test
    void tenThousandGuestsAreListedInOneAnswer() {
        bench = Bench.start(Bench.quick().vms(10_000).nodes(5));

        RawHttp.Answer answer = bench.get("/cluster/resources?type=vm");

        assertThat(answer.list()).hasSize(10_002);
    }
}
