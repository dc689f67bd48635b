package io.labkeeper.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.labkeeper.embedded.Ports;
import io.labkeeper.embedded.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged lab as a user runs it, without the services: stores, issuer, gateway and one simulated cluster. */
class LabIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] NO_SERVICES = {"--workers", "0", "--inventory", "0", "--actions", "0"};

    @TempDir
    Path temp;

    private final Map<Long, Path> outputs = new HashMap<>();
    private Path dir;
    private int port;

    private record Result(int code, String output) {}

    @BeforeEach
    void choose() throws IOException {
        // Where root has to become somebody else to run Postgres, that one must get to the lab.
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx--x--x"));
        dir = temp.resolve("lab");
        port = Ports.free();
    }

    @AfterEach
    void down() throws Exception {
        assertThat(lab("down", "--wipe").code()).isZero();
    }

    @Test
    void it_starts_tells_the_truth_after_a_kill_is_repaired_and_leaves_nothing_behind() throws Exception {
        // Given
        Result up = up("--detach", "--clusters", "1");
        JsonNode before = state();

        // When
        kill(before, "postgres");
        kill(before, "gateway");
        Result broken = lab("status");
        Result repaired = lab("up");
        JsonNode after = state();
        Result healthy = lab("status");
        Result down = lab("down");

        // Then
        assertThat(up).matches(result -> result.code() == 0, "up: " + up);
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.output()).containsPattern("BROKEN +postgres").containsPattern("BROKEN +proxmox-lab-a");
        assertThat(broken.output()).containsPattern("healthy +redis");
        assertThat(repaired).matches(result -> result.code() == 0, "repaired: " + repaired);
        assertThat(healthy).matches(result -> result.code() == 0, "healthy: " + healthy);
        assertThat(after.get("gateway")).isEqualTo(before.get("gateway"));
        assertThat(part(after, "postgres").get("jdbc_url"))
                .isEqualTo(part(before, "postgres").get("jdbc_url"));
        assertThat(part(after, "redis").get("pid"))
                .isEqualTo(part(before, "redis").get("pid"));
        assertThat(down).matches(result -> result.code() == 0, "down: " + down);
        assertThat(alive(before)).isEmpty();
        assertThat(alive(after)).isEmpty();
        assertThat(Ports.isFree(port)).isTrue();
    }

    @Test
    void a_token_comes_from_the_issuer_and_an_unknown_user_is_named() throws Exception {
        up("--detach", "--clusters", "1");

        Result token = lab("token", "alice");
        Result stranger = lab("token", "mallory");

        assertThat(token.output().strip()).matches("ey[\\w-]+\\.ey[\\w-]+\\.[\\w-]+");
        assertThat(stranger.code()).isEqualTo(2);
        assertThat(stranger.output()).contains("no demo user 'mallory'");
    }

    @Test
    void in_the_foreground_its_end_is_the_end_of_everything() throws Exception {
        // Given
        Process foreground = start(List.of("up", "--port", Integer.toString(port), "--clusters", "1"), NO_SERVICES);
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> Files.readString(outputOf(foreground))
                .contains("Ctrl-C stops everything"));
        JsonNode running = state();

        // When
        foreground.destroy();
        foreground.waitFor(60, TimeUnit.SECONDS);

        // Then
        assertThat(alive(running)).isEmpty();
        assertThat(dir.resolve("state.json")).doesNotExist();
    }

    @Test
    void the_end_of_a_command_whose_lab_is_gone_leaves_the_next_lab_alone() throws Exception {
        Process foreground = start(List.of("up", "--port", Integer.toString(port), "--clusters", "1"), NO_SERVICES);
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> Files.readString(outputOf(foreground))
                .contains("Ctrl-C stops everything"));
        // Frozen, it cannot see that its lab goes and another one comes.
        signal("STOP", foreground);
        Result down = lab("down");
        Result next = up("--detach", "--clusters", "1");
        JsonNode running = state();

        signal("CONT", foreground);
        boolean ended = foreground.waitFor(60, TimeUnit.SECONDS);

        assertThat(down).matches(result -> result.code() == 0, "down: " + down);
        assertThat(next).matches(result -> result.code() == 0, "next: " + next);
        assertThat(ended).isTrue();
        assertThat(alive(running)).hasSameSizeAs(running.get("parts"));
        assertThat(state()).isEqualTo(running);
    }

    @Test
    void even_without_its_state_everything_can_be_started_anew_and_be_stopped() throws Exception {
        up("--detach", "--clusters", "1");
        JsonNode first = state();
        Files.delete(dir.resolve("state.json"));

        Result again = up("--detach", "--clusters", "1");
        JsonNode second = state();
        List<String> firstLeft = alive(first);
        Files.delete(dir.resolve("state.json"));
        Result down = lab("down");

        assertThat(again).matches(result -> result.code() == 0, "again: " + again);
        assertThat(firstLeft).isEmpty();
        assertThat(down).matches(result -> result.code() == 0, "down: " + down);
        assertThat(alive(second)).isEmpty();
    }

    @Test
    void a_port_in_use_is_one_line_and_exit_code_2() throws Exception {
        try (ServerSocket stranger = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            Result up = up("--detach");

            assertThat(stranger.isBound()).isTrue();
            assertThat(up.code()).isEqualTo(2);
            assertThat(up.output()).contains("lab: port " + port + " (gateway) is in use");
            assertThat(ProcessHandle.allProcesses().map(ProcessHandle::info))
                    .as("nothing was started")
                    .noneMatch(LabIT.this::isOfThisLab);
            assertThat(lab("status").code()).isEqualTo(1);
        }
    }

    @Test
    void a_wrong_option_is_one_line_and_exit_code_2() throws Exception {
        Result unknown = lab("up", "--nonsense");
        Result bad = lab("up", "--vms", "many");

        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.output().strip().lines()).hasSize(1);
        assertThat(bad.code()).isEqualTo(2);
        assertThat(bad.output().strip().lines()).hasSize(1);
    }

    private Result up(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("up", "--port", Integer.toString(port)));
        arguments.addAll(List.of(NO_SERVICES));
        arguments.addAll(List.of(more));
        return lab(arguments.toArray(String[]::new));
    }

    private Result lab(String... arguments) throws Exception {
        Process process = start(List.of(arguments));
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends in time").isTrue();
        return new Result(process.exitValue(), Files.readString(outputOf(process), StandardCharsets.UTF_8));
    }

    private Process start(List<String> arguments, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dlabkeeper.home=" + Path.of("../..").toAbsolutePath().normalize(),
                "-jar",
                "target/lab.jar"));
        command.addAll(arguments);
        command.addAll(List.of(more));
        command.addAll(List.of("--dir", dir.toString()));
        Path output = Files.createTempFile(temp, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        outputs.put(process.pid(), output);
        return process;
    }

    private Path outputOf(Process process) {
        return outputs.get(process.pid());
    }

    private JsonNode state() throws IOException {
        return JSON.readTree(dir.resolve("state.json").toFile());
    }

    private static JsonNode part(JsonNode state, String name) {
        for (JsonNode part : state.get("parts")) {
            if (part.get("name").asText().equals(name)) {
                return part;
            }
        }
        throw new AssertionError("no part " + name + " in " + state);
    }

    private static void kill(JsonNode state, String name) throws Exception {
        ProcessHandle process =
                ProcessHandle.of(part(state, name).get("pid").asLong()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
    }

    private static void signal(String signal, Process process) throws Exception {
        int code = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(code).isZero();
    }

    private boolean isOfThisLab(ProcessHandle.Info process) {
        return process.command()
                        .filter(program -> program.startsWith(dir.toString()))
                        .isPresent()
                || process.arguments().map(List::of).orElse(List.of()).contains("-Dlabkeeper.lab=" + dir);
    }

    private static List<String> alive(JsonNode state) {
        List<String> alive = new ArrayList<>();
        for (JsonNode part : state.get("parts")) {
            Instant startedAt = Instant.parse(part.get("started_at").asText());
            if (ServerProcess.find(part.get("pid").asLong(), startedAt).isPresent()) {
                alive.add(part.get("name").asText());
            }
        }
        return alive;
    }
}
