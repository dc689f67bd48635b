package io.labkeeper.reader.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The packaged service is told to stop while clients listen. */
class StopIT {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration STARTED = Duration.ofSeconds(120);

    /** Requests under way are waited for 10 s; a stream must not be one of them. */
    private static final long SECONDS = 9;

    private final Stores stores = new Stores();
    private final TestIssuer issuer = new TestIssuer();
    private Process service;
    private URI uri;

    @BeforeEach
    void a_service_with_a_cluster() throws IOException {
        if (!Files.exists(JAR)) {
            System.out.println("StopIT is skipped: there is no " + JAR.toAbsolutePath());
        }
        assumeTrue(Files.exists(JAR), "the service has not been packaged");
        int port = freePort();
        uri = URI.create("http://127.0.0.1:" + port + "/api/vms/events");
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.management.port=" + freePort(),
                "-jar",
                JAR.toString());
        command.environment().putAll(stores.start());
        command.environment().putAll(issuer.start());
        Stores.empty();
        Vms.store(Vms.cluster("lab-stop", new Revision(1, 1), Vms.running("lab-stop/101")));
        command.redirectErrorStream(true)
                .redirectOutput(Path.of("target", "stop-it.log").toFile());
        service = command.start();
    }

    @AfterEach
    void over() {
        if (service != null) {
            service.destroyForcibly();
            stores.stop();
            issuer.stop();
        }
    }

    @Test
    void a_stop_ends_the_streams_and_does_not_wait_for_them() throws InterruptedException {
        AtomicReference<SseClient> opened = new AtomicReference<>();
        await().atMost(STARTED).ignoreExceptions().until(() -> {
            SseClient client = SseClient.open(uri, "Authorization", "Bearer " + TestIssuer.token("root", "admin"));
            opened.set(client);
            return client.status() == 200;
        });
        SseClient client = opened.get();
        await().atMost(STARTED).until(() -> !client.events("snapshot").isEmpty());

        long begun = System.nanoTime();
        service.destroy();

        assertThat(service.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        System.out.println("with a stream open the stop took "
                + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms");
        await().atMost(Duration.ofSeconds(10)).until(client::ended);
        assertThat(client.broken()).isNull();
        assertThat(client.events("snapshot").get(0).json().getList("vms.vmid", Integer.class))
                .isEqualTo(List.of(101));
    }

    @Test
    void a_client_that_takes_nothing_does_not_hold_up_the_stop_either() throws Exception {
        Vms.store(Vms.cluster(
                "lab-large",
                new Revision(1, 1),
                IntStream.range(101, 601)
                        .mapToObj(vmid -> SlowClientIT.tagged(Vms.running("lab-large/" + vmid)))
                        .toArray(VmRecord[]::new)));
        await().atMost(STARTED).ignoreExceptions().until(() -> {
            try (SseClient client =
                    SseClient.open(uri, "Authorization", "Bearer " + TestIssuer.token("root", "admin"))) {
                if (client.status() != 200) {
                    return false;
                }
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> !client.events("snapshot").isEmpty());
                return client.events("snapshot").get(0).json().getList("vms").size() == 501;
            }
        });
        try (Socket slow = SlowClientIT.slow(uri)) {
            long begun = System.nanoTime();
            service.destroy();

            assertThat(service.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            System.out.println("with a client that takes nothing the stop took "
                    + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms");
            assertThat(slow.isConnected()).isTrue();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
