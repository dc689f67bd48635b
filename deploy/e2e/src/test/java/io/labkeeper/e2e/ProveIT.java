package io.labkeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.e2e.lab.Lab;
import io.labkeeper.e2e.lab.LabCommand;
import io.labkeeper.e2e.lab.LabState;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.report.Report;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Pace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;

/** The packaged services as processes, two of each, on real stores: the scenarios that a build has time for. */
@TestMethodOrder(OrderAnnotation.class)
class ProveIT {
    private static final long SEED = 1;
    private static final List<String> SCENARIOS =
            List.of("S2", "S3", "S3b", "S5a", "S5b", "S6", "X-05", "W-04", "H1", "H2", "H3", "H4");

    private static Lab lab;
    private static Bench bench;
    private static LabState started;

    @BeforeAll
    static void startTheLab() throws IOException {
        Path home = Path.of(System.getProperty("labkeeper.home"));
        Path jar = home.resolve("deploy/lab/target/lab.jar");
        assertThat(jar)
                .as("the whole project must be packaged before: mvn verify")
                .isRegularFile();
        String java = ProcessHandle.current().info().command().orElse("java");
        LabCommand command =
                new LabCommand(List.of(java, "-Xmx256m", "-Dlabkeeper.home=" + home, "-jar", jar.toString()), home);
        lab = new Lab(command, Path.of("target/prove-it"));
        lab.wipe();
        List<String> options = new ArrayList<>(Pace.BRISK.options());
        options.addAll(List.of("--vms", "12", "--port", Integer.toString(Lab.freePort())));
        lab.up(options);
        started = lab.state();
        bench = new Bench(lab, Pace.BRISK, SEED);
    }

    @AfterAll
    static void stopTheLab() {
        if (lab != null && lab.noted()) {
            lab.down();
        }
    }

    @Order(1)
    @TestFactory
    Stream<DynamicTest> promisesHold() {
        Run run = new Run(SEED, System.out);
        return Scenarios.named(SCENARIOS).stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.id() + " " + scenario.promise(), () -> {
                    Report report = run.play(List.of(scenario), bench, "a small lab");
                    assertThat(report.passed()).as(report.table()).isTrue();
                }));
    }

    @Order(2)
    @Test
    void downLeavesNoProcessAndNoPort() {
        // Given
        LabState running = lab.state();

        // When
        lab.down();

        // Then
        assertThat(Stream.concat(started.parts().stream(), running.parts().stream()))
                .filteredOn(Part::alive)
                .isEmpty();
        assertThat(running.parts()).filteredOn(part -> listening(part.url())).isEmpty();
        assertThat(lab.noted()).isFalse();
    }

    private static boolean listening(String url) {
        URI uri = URI.create(url);
        try (ServerSocket socket = new ServerSocket(uri.getPort(), 1, InetAddress.getByName(uri.getHost()))) {
            return !socket.isBound();
        } catch (IOException inUse) {
            return true;
        }
    }
}
