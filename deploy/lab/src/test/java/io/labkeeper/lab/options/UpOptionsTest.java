package io.labkeeper.lab.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class UpOptionsTest {
    private static final String FINGERPRINT = "AB:".repeat(31) + "CD";

    private final Map<String, String> secrets = new HashMap<>();

    @TempDir
    Path dir;

    @Test
    void nothing_typed_gives_the_documented_defaults() {
        Options options = over(Options.DEFAULTS);

        assertThat(options).isEqualTo(Options.DEFAULTS);
        assertThat(options.port()).isEqualTo(8080);
        assertThat(options.simulated()).isEqualTo(new Options.Simulated(2, 60, 3, 1));
        assertThat(options.replicas()).isEqualTo(new Options.Replicas(2, 2, 2));
        assertThat(options.intervals()).isEqualTo(new Options.Intervals("300s", "30s"));
    }

    @Test
    void what_is_typed_changes_and_the_rest_stays_as_it_runs() {
        Options running = over(Options.DEFAULTS, "--port", "9000", "--vms", "7", "--detach", "--store-proxies");

        Options repaired = over(running, "--vms", "8", "--full", "5m");

        assertThat(repaired.port()).isEqualTo(9000);
        assertThat(repaired.detach()).isTrue();
        assertThat(repaired.stores().proxies()).isTrue();
        assertThat(repaired.simulated().vms()).isEqualTo(8);
        assertThat(repaired.intervals()).isEqualTo(new Options.Intervals("5m", "30s"));
    }

    @Test
    void a_replica_is_started_through_a_program_once_only() {
        UpOptions given = new UpOptions();
        new CommandLine(given)
                .parseArgs("--run-under", "sync-worker-1=env A=b c=d", "--run-under", "sync-worker-2=nice");

        assertThat(given.under())
                .containsEntry("sync-worker-1", List.of("env", "A=b", "c=d"))
                .containsEntry("sync-worker-2", List.of("nice"));
        assertThat(over(Options.DEFAULTS, "--run-under", "sync-worker-1=nice")).isEqualTo(Options.DEFAULTS);
    }

    @Test
    void real_clusters_keep_their_secrets_out_of_the_options() throws Exception {
        Path ca = Files.writeString(dir.resolve("ca.pem"), "pem");

        Options options = over(
                Options.DEFAULTS,
                "--proxmox",
                "a=https://pve1:8006/",
                "--proxmox-token",
                "a=root@pam!lab=s=cret",
                "--proxmox-fingerprint",
                "a=" + FINGERPRINT,
                "--proxmox",
                "b=https://pve2:8006",
                "--proxmox-token",
                "b=root@pam!lab=two",
                "--proxmox-ca",
                "b=" + ca);

        assertThat(options.real())
                .containsExactly(
                        new Options.RealCluster(
                                "a", "https://pve1:8006", "root@pam!lab", "kept/a", FINGERPRINT, null, false),
                        new Options.RealCluster(
                                "b", "https://pve2:8006", "root@pam!lab", "kept/b", null, ca.toString(), false));
        assertThat(secrets).containsEntry("a", "s=cret").containsEntry("b", "two");
        assertThat(options.toString()).doesNotContain("s=cret");
    }

    @Test
    void there_are_no_proxies_to_a_redis_of_yours() {
        assertThatThrownBy(() -> over(Options.DEFAULTS, "--store-proxies", "--redis", "redis://cache:6379"))
                .isInstanceOf(LabError.class)
                .hasMessageContaining("--store-proxies");
    }

    @Test
    void a_repair_keeps_the_real_clusters() {
        Options running = over(
                Options.DEFAULTS,
                "--proxmox=a=https://pve:8006",
                "--proxmox-token=a=u@pve!tok=x",
                "--proxmox-insecure=a");

        assertThat(over(running).real()).isEqualTo(running.real()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--port 0 | --port: 0 is not between 1 and 65535",
                "--clusters 27 | --clusters: 27 is not between 1 and 26",
                "--quick soon | --quick: 'soon' is not a duration",
                "--full 0s | --full: '0s' is not a duration",
                "--redis localhost | --redis: not a URL",
                "--redis redis://secret@h | --redis: not a URL",
                "--redis redis://h --no-redis | exclude each other",
                "--postgres postgresql://h/db | --postgres: not a URL",
                "--proxmox a=http://pve | --proxmox a: not a URL",
                "--proxmox A=https://pve | 'A' is not an id",
                "--proxmox a=https://pve | needs --proxmox-token a=",
                "--proxmox a=https://pve --proxmox-token a=root | not of the form user@realm!name=secret",
                "--proxmox a=https://pve --proxmox-token a=u@pve!tok=x | needs exactly one of --proxmox-fingerprint",
                "--proxmox a=https://p --proxmox-token a=u@pve!tok=x --proxmox-fingerprint a=AA | not 32 bytes",
                "--proxmox a=https://p --proxmox-token a=u@pve!tok=x --proxmox-ca a=/no/such/file | cannot read",
                "--proxmox-token b=u@pve!tok=x | there is no --proxmox b="
            })
    void a_value_that_cannot_be_is_one_clear_line_and_exit_code_2(String arguments, String message) {
        assertThatThrownBy(() -> over(Options.DEFAULTS, arguments.split(" ")))
                .isInstanceOf(LabError.class)
                .hasMessageContaining(message)
                .satisfies(e -> assertThat(((LabError) e).exitCode()).isEqualTo(2))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private Options over(Options before, String... arguments) {
        UpOptions typed = new UpOptions();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(typed)).parseArgs(arguments);
        return typed.over(before, (id, secret) -> {
            secrets.put(id, secret);
            return "kept/" + id;
        });
    }
}
