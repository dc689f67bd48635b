package io.labkeeper.lab.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.lab.LabError;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabStateTest {
    @TempDir
    Path root;

    private LabDir dir;

    @BeforeEach
    void choose() {
        dir = LabDir.of(root.resolve("lab"));
    }

    @Test
    void what_was_saved_is_loaded_again() {
        LabState state = new LabState();
        state.addresses("http://127.0.0.1:8080", "http://127.0.0.1:8180");
        state.put(Part.of("redis", Part.REDIS).url("redis://127.0.0.1:6379"));
        state.put(Part.of("proxmox-lab-a", Part.PROXMOX).url("https://x").with("control_url", "http://y"));
        int port = state.port("redis");

        state.save(dir);
        LabState loaded = LabState.load(dir).orElseThrow();

        assertThat(loaded.gateway()).isEqualTo("http://127.0.0.1:8080");
        assertThat(loaded.issuer()).isEqualTo("http://127.0.0.1:8180");
        assertThat(loaded.parts()).extracting(Part::name).containsExactly("redis", "proxmox-lab-a");
        assertThat(loaded.part("proxmox-lab-a").orElseThrow().get("control_url"))
                .isEqualTo("http://y");
        assertThat(loaded.port("redis")).isEqualTo(port);
        assertThat(loaded.options()).isEqualTo(Options.DEFAULTS);
    }

    @Test
    void a_port_that_somebody_else_has_taken_is_left_to_them_and_a_free_one_is_kept() throws Exception {
        LabState state = new LabState();
        int kept = state.port("kept");
        int taken = state.port("taken");

        try (ServerSocket other = new ServerSocket(taken, 1, InetAddress.getByName("127.0.0.1"))) {
            state.leaveToOthers("kept");
            state.leaveToOthers("taken");
            state.leaveToOthers("never chosen");

            assertThat(state.port("kept")).isEqualTo(kept);
            assertThat(state.port("taken")).isNotEqualTo(other.getLocalPort());
        }
        assertThat(state.ports()).doesNotContainKey("never chosen");
    }

    @Test
    void only_its_owner_may_read_it_and_no_unfinished_file_is_left() throws Exception {
        new LabState().save(dir);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.stateFile())))
                .isEqualTo("rw-------");
        try (var files = Files.list(dir.root())) {
            assertThat(files).containsExactly(dir.stateFile());
        }
    }

    @Test
    void a_part_put_again_takes_the_old_ones_place() {
        LabState state = new LabState();
        state.put(Part.of("a", "x").url("1"));
        state.put(Part.of("b", "x"));

        state.put(Part.of("a", "x").url("2"));

        assertThat(state.parts()).extracting(Part::name).containsExactly("a", "b");
        assertThat(state.part("a").orElseThrow().url()).isEqualTo("2");
    }

    @Test
    void without_a_state_no_lab_runs() {
        assertThat(LabState.load(dir)).isEmpty();
        assertThatThrownBy(() -> LabState.require(dir))
                .isInstanceOf(LabError.class)
                .hasMessageContaining("no lab runs");
    }

    @Test
    void a_second_command_on_the_same_lab_is_refused() throws Exception {
        try (AutoCloseable first = dir.lock()) {
            assertThat(first).isNotNull();
            assertThatThrownBy(dir::lock).hasMessageContaining("another ./lab command is at work");
        }
        dir.lock().close();
    }

    @Test
    void a_secret_is_made_once_and_kept_private() throws Exception {
        String first = new Secrets(dir).get("x");

        assertThat(new Secrets(dir).get("x")).isEqualTo(first).matches("[A-Za-z0-9_-]{32}");
        assertThat(new Secrets(dir).get("y")).isNotEqualTo(first);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(dir.secrets().resolve("x"))))
                .isEqualTo("rw-------");
    }
}
