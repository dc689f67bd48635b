package io.labkeeper.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabIT {

    @TempDir
    Path dir;

    @Test
    void callsTheCommandWithItsDirectoryAndAsksForATokenOnce() {
        // Given
        Lab lab = lab("echo \"$@\" >> calls; echo token-of-$2");

        // When
        String first = lab.token("alice");
        String second = lab.token("alice");

        // Then
        assertThat(first).isEqualTo(second).isEqualTo("token-of-alice");
        assertThat(dir.resolve("calls")).hasContent("token alice --dir " + dir);
    }

    @Test
    void aCommandThatFailsIsReportedWithWhatItSaid() {
        // Given
        Lab lab = lab("echo no such option >&2; exit 2");

        // Then
        assertThatThrownBy(() -> lab.up(List.of("--vms", "x")))
                .isInstanceOf(ProveException.class)
                .hasMessageContaining("ended with 2")
                .hasMessageContaining("no such option");
    }

    @Test
    void killsStopsAndContinuesAPartByItsPid() throws Exception {
        // Given
        Process process = new ProcessBuilder("sleep", "60").start();
        Files.writeString(
                dir.resolve("state.json"),
                "{\"parts\":[{\"name\":\"redis\",\"kind\":\"redis\",\"pid\":" + process.pid() + "}]}");
        Lab lab = lab("exit 0");

        // When
        lab.stop("redis");
        lab.go("redis");
        lab.kill("redis");

        // Then
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(lab.state().part("redis").alive()).isFalse();
    }

    @Test
    void aCallUnderWayIsEndedAndHasTheTimeToUndoWhatItBegan() throws Exception {
        // Given
        Lab lab = lab("trap 'echo undone > end; exit 130' TERM; echo begun > begin; while :; do sleep 0.1; done");
        Thread up =
                new Thread(() -> assertThatThrownBy(() -> lab.up(List.of())).hasMessageContaining("ended with 130"));
        up.start();
        Eventually.happens("the call runs", Duration.ofSeconds(10), () -> Files.exists(dir.resolve("begin")));

        // When
        lab.interrupt();

        // Then
        assertThat(dir.resolve("end")).hasContent("undone");
        up.join();
    }

    private Lab lab(String script) {
        return new Lab(new LabCommand(List.of("sh", "-c", script, "lab"), dir), dir);
    }
}
