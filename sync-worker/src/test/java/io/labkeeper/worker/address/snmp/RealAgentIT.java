package io.labkeeper.worker.address.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.labkeeper.worker.address.Namespaces;
import io.labkeeper.worker.address.Neighbour;
import io.labkeeper.worker.address.WorkerProcess;
import io.labkeeper.worker.address.snmp.TestSnmpConfig.TestRouter;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading a router whose agent is net-snmp's, the one of most Linux routers, and whose tables are a real kernel's. */
class RealAgentIT {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String COMMUNITY = "for-this-test";
    private static final String ONE = "BC:24:11:00:77:01";
    private static final String OTHER = "BC:24:11:00:77:02";

    @TempDir
    Path folder;

    private Path executable;
    private Path secret;

    @BeforeEach
    void an_agent_is_installed() throws IOException {
        Optional<Path> found = SnmpDaemon.installed();
        if (found.isEmpty()) {
            System.out.println(
                    "SKIPPED: reading a real SNMP agent, since snmpd (Debian: package snmpd) is not installed");
        }
        assumeTrue(found.isPresent(), "no snmpd");
        executable = found.get();
        secret = Files.writeString(folder.resolve("community"), COMMUNITY + "\n");
    }

    @Test
    void both_families_of_a_kernels_neighbours_are_read_and_whoever_did_not_answer_it_is_left_out() throws Exception {
        String obstacle = Namespaces.obstacle();
        if (obstacle != null) {
            System.out.println(
                    "SKIPPED: a real SNMP agent in a network of fake hosts, since network namespaces cannot be made: "
                            + obstacle);
        }
        assumeTrue(obstacle == null, () -> "no network namespaces: " + obstacle);
        try (Namespaces network = new Namespaces()) {
            network.workerHas("2001:db8:77::1");
            network.knows(ONE, "0.11");
            network.knows(ONE, "2001:db8:77::7");
            network.knows(OTHER, "1.12");
            network.missed("0.13");
            try (SnmpDaemon daemon = SnmpDaemon.start(executable, folder, 161, COMMUNITY, network::inWorker);
                    WorkerProcess reader =
                            WorkerProcess.start(network, ReadInNamespace.class, "161", secret.toString())) {
                assertThat(reader.read())
                        .containsExactlyInAnyOrder(ONE + " 10.77.0.11", ONE + " 2001:db8:77::7", OTHER + " 10.77.1.12");
                daemon.mustRun();
            }
        }
    }

    @Test
    void without_a_network_of_its_own_it_is_read_all_the_same() throws Exception {
        int port = freePort();
        SnmpSource source = new SnmpSource(
                TestSnmpConfig.of(new TestRouter("127.0.0.1", port, Optional.empty(), Optional.of(secret))));
        AtomicReference<List<Neighbour>> read = new AtomicReference<>();
        try (SnmpDaemon daemon = SnmpDaemon.start(executable, folder, port, COMMUNITY, RealAgentIT::here)) {
            await().atMost(SOON).ignoreExceptionsMatching(RealAgentIT::notYet).untilAsserted(() -> {
                daemon.mustRun();
                read.set(source.read().await().atMost(SOON));
            });
        } finally {
            source.close();
        }

        // Whom this machine knows is not ours to say.
        assertThat(read.get()).isNotNull();
    }

    private static boolean notYet(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains("no router has answered");
    }

    private static ProcessBuilder here(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
