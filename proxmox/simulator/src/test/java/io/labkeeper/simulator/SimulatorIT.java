package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulator as something that is started, kept and closed. */
class SimulatorIT {

    @TempDir
    Path folder;

    @Test
    void severalClustersShareOneVertxAndHaveTokensAndFingerprintsOfTheirOwn() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (Simulator a = Simulator.start(SimulatorOptions.of("a").vms(3), vertx);
                Simulator b = Simulator.start(SimulatorOptions.of("b").vms(3), vertx)) {
            assertThat(a.fingerprint()).isNotEqualTo(b.fingerprint());
            assertThat(a.readerToken().secret()).isNotEqualTo(b.readerToken().secret());
            assertThat(a.control().guests().vmids())
                    .isEqualTo(b.control().guests().vmids());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void portsCertificateAndTokensSurviveARestartWhenKept() {
        SimulatorOptions options = SimulatorOptions.of("kept").vms(1).keepIn(folder);
        URI api;
        URI control;
        String fingerprint;
        String token;
        try (Simulator first = Simulator.start(options)) {
            api = first.apiUri();
            control = first.controlUri();
            fingerprint = first.fingerprint();
            token = first.actorToken().credential();
        }

        try (Simulator second = Simulator.start(options)) {
            assertThat(second.apiUri()).isEqualTo(api);
            assertThat(second.controlUri()).isEqualTo(control);
            assertThat(second.fingerprint()).isEqualTo(fingerprint);
            assertThat(second.actorToken().credential()).isEqualTo(token);
        }
    }

    /** Else the sync-worker of a lab that was started again rightly takes them for others, and forgets their addresses. */
    @Test
    void guestsAreTheSameByTheirBirthMarksAfterARestartWhenKept() throws IOException {
        Clock start = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        SimulatorOptions options =
                SimulatorOptions.of("kept").vms(1).keepIn(folder).clock(start);
        Simulator.start(options).close();

        Simulator.start(options.clock(Clock.offset(start, Duration.ofMinutes(5))))
                .close();

        assertThat(new JsonObject(Files.readString(folder.resolve("kept-ports.json"))).getInstant("founded"))
                .isEqualTo(start.instant());
    }

    @Test
    void aPortInUseIsTold() {
        try (Simulator first = Simulator.start(SimulatorOptions.of("a").vms(1))) {
            SimulatorOptions same =
                    SimulatorOptions.of("b").vms(1).ports(first.apiUri().getPort(), 0);

            assertThatThrownBy(() -> Simulator.start(same))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void runningGuestsAreNeighbours() throws IOException {
        Path file = folder.resolve("arp");
        try (Bench bench = Bench.start(Bench.quick().neighbourTable(file))) {
            int vmid = bench.runningVm();
            String mac = bench.guests()
                    .look(vmid, guest -> guest.spec().nics().get(0).mac());
            String ip = bench.guests()
                    .look(vmid, guest -> guest.spec().nics().get(0).ipv4());

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> Files.readAllLines(file).size() == 2);

            List<String> lines = Files.readAllLines(file);
            assertThat(lines.get(0))
                    .isEqualTo("IP address       HW type     Flags       HW address            Mask     Device");
            assertThat(lines.get(1).split(" +")).containsExactly(ip, "0x1", "0x2", mac.toLowerCase(), "*", "vmbr0");
        }
    }

    @Test
    void theMainProgramPrintsWhereItListens() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulatorMain.class.getName(),
                        "--vms",
                        "2")
                .redirectErrorStream(false)
                .start();
        try (var reader = process.inputReader()) {
            var line = new JsonObject(reader.readLine());

            assertThat(line.getString("api")).startsWith("https://127.0.0.1:");
            assertThat(line.getString("control")).endsWith("/_sim");
            assertThat(line.getString("fingerprint")).hasSize(95);
            assertThat(line.getString("reader_token")).startsWith("labkeeper@pve!reader=");
        } finally {
            process.destroy();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
