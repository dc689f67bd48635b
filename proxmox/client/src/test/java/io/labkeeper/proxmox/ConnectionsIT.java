package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.proxmox.ProxmoxCluster.Limits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Connections that break, hang, run out or lie idle, and what is (not) sent again. */
@QuarkusTest
class ConnectionsIT extends AgainstRawServer {
    /** pve-http-server, {@code AnyEvent.pm}. */
    private static final Duration PROXMOX_CLOSES_AFTER = Duration.ofSeconds(5);

    @Test
    void aReadIsRepeatedOnceWhenTheConnectionBreaks() {
        server.behave((request, connection) -> {
            if (server.requests.size() == 1) {
                connection.close();
            } else {
                RawServer.json("{\"data\":[]}").answer(request, connection);
            }
        });
        ProxmoxClient client = client();

        client.resources().await().atMost(WAIT);

        assertThat(server.requests).hasSize(2);
        assertThat(client.requestCount()).isEqualTo(2);
    }

    @Test
    void aReadIsNotRepeatedTwice() {
        server.behave((request, connection) -> connection.close());

        ProxmoxException failure = failure(client().resources(), ProxmoxException.ConnectionLost.class);

        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(server.requests).hasSize(2);
    }

    @Test
    void anOrderIsNeverRepeated() {
        server.behave((request, connection) -> connection.close());
        PowerOrder stop = PowerOrder.of(PowerOrder.Command.STOP);

        ProxmoxException failure = failure(client().power(Clients.VM, stop), ProxmoxException.ConnectionLost.class);

        assertThat(failure.outcomeUnknown()).isTrue();
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void aBodyThatBreaksOffIsAFailureAndNotAHang() {
        server.behave(RawServer.saysAndCloses(
                "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 5000\n\n{\"data\":["));

        assertThat(failure(client().resources(), ProxmoxException.ConnectionLost.class))
                .isNotNull();
    }

    @Test
    void aServerThatDripsForEverIsCutOffAtTheLimit() {
        server.behave((request, connection) -> {
            RawServer.write(connection, "HTTP/1.1 200 OK\nContent-Length: 100000\n\n");
            drip(connection);
        });

        failure(
                client(Clients.limits(Duration.ofSeconds(1), Duration.ofSeconds(1), 8))
                        .resources(),
                ProxmoxException.TimedOut.class);

        await().atMost(WAIT)
                .untilAsserted(
                        () -> assertThat(server.open).as("connection given up").isEmpty());
    }

    private static void drip(Socket connection) throws IOException {
        connection.setSoTimeout(50);
        while (true) {
            connection.getOutputStream().write(' ');
            try {
                if (connection.getInputStream().read() < 0) {
                    return;
                }
            } catch (SocketTimeoutException nothingYet) {
                continue; // still connected
            }
        }
    }

    @Test
    void onlySoManyCallsRunAtOnceAndTheOthersWait() {
        ProxmoxClient client = client(Clients.limits(Duration.ofSeconds(10), Duration.ofSeconds(10), 2));

        List<Uni<ClusterResources>> calls =
                IntStream.range(0, 20).mapToObj(i -> client.resources()).toList();
        Uni.join().all(calls).andFailFast().await().atMost(WAIT);

        assertThat(server.requests).hasSize(20);
        assertThat(server.connections.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void anOrderGoesBeforeReadsThatWaitAndTheMetricsShowWhoWaits() throws GeneralSecurityException {
        CountDownLatch goOn = new CountDownLatch(1);
        server.behave((request, connection) -> {
            if (server.requests.size() == 1) {
                awaitQuietly(goOn);
            }
            String data = request.line().startsWith("POST")
                    ? "\"UPID:pve1:00001234:00ABCDEF:65A4F000:qmstop:100:labkeeper@pve!test:\""
                    : "[]";
            RawServer.json("{\"data\":" + data + "}").answer(request, connection);
        });
        MeterRegistry registry = new SimpleMeterRegistry();
        ProxmoxClient client = client(Clients.limits(WAIT, WAIT, 1), registry, server.uri());

        List<Uni<ClusterResources>> polls =
                IntStream.range(0, 4).mapToObj(i -> client.resources()).toList();
        var polled = Uni.join().all(polls).andFailFast().subscribeAsCompletionStage();
        await().atMost(WAIT).until(() -> server.requests.size() == 1);
        var ordered =
                client.power(Clients.VM, PowerOrder.of(PowerOrder.Command.STOP)).subscribeAsCompletionStage();

        await().atMost(WAIT).until(() -> waiting(registry, "urgent") == 1);
        assertThat(waiting(registry, "read")).isEqualTo(3);
        goOn.countDown();
        polled.orTimeout(WAIT.toSeconds(), TimeUnit.SECONDS).join();
        ordered.orTimeout(WAIT.toSeconds(), TimeUnit.SECONDS).join();

        assertThat(server.requests.get(1).line()).startsWith("POST");
        assertThat(waiting(registry, "urgent") + waiting(registry, "read")).isZero();
        assertThat(waits(registry, "/cluster/resources")).isEqualTo(4);
        assertThat(waits(registry, "/nodes/{node}/qemu/{vmid}/status/stop")).isEqualTo(1);
    }

    private static double waiting(MeterRegistry registry, String priority) {
        return registry.get(ProxmoxMetrics.WAITING)
                .tags("cluster", "lab-a", "priority", priority)
                .gauge()
                .value();
    }

    private static long waits(MeterRegistry registry, String endpoint) {
        return registry.get(ProxmoxMetrics.WAIT)
                .tags("cluster", "lab-a", "endpoint", endpoint)
                .timer()
                .count();
    }

    @Test
    void waitingForRoomHasAnEndAndSendsNothing() {
        server.behave((request, connection) -> connection.setSoTimeout(0)); // never answers
        ProxmoxClient client = client(Clients.limits(Duration.ofMillis(500), Duration.ofSeconds(10), 1));
        var slow = client.config(Clients.VM).subscribe().with(config -> {}, failure -> {});
        await().atMost(WAIT).until(() -> server.requests.size() == 1);

        ProxmoxException failure = failure(client.resources(), ProxmoxException.Busy.class);

        assertThat(failure.outcomeUnknown()).isFalse();
        assertThat(server.requests).hasSize(1);
        slow.cancel();
        await().atMost(WAIT).untilAsserted(() -> assertThat(server.open).isEmpty());
    }

    @Test
    void anIdleConnectionIsGivenUpBeforeProxmoxClosesIt() {
        client().resources().await().atMost(WAIT);

        // This server would keep it open for ever.
        await().atMost(WAIT).until(server.open::isEmpty);

        assertThat(Duration.ofSeconds(Transport.KEEP_ALIVE).plusMillis(Transport.CLEANING_PERIOD_MS))
                .isLessThan(PROXMOX_CLOSES_AFTER);
    }

    @Test
    void aConnectionIsLeftAfterAnErrorAsProxmoxDoes() {
        server.behave(RawServer.says("HTTP/1.1 500 VM 100 not running\nContent-Length: 0\n\n")); // keeps it open

        failure(client().status(Clients.VM), ProxmoxException.ServerError.class);

        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(server.open).isEmpty());
    }

    @Test
    void theSecretIsInNoLogEvenWhenRequestsAreLogged() {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler recorder = new LogRecorder(lines);
        Logger root = Logger.getLogger("");
        root.addHandler(recorder);
        try {
            server.behave(RawServer.says("HTTP/1.1 500 no\nContent-Length: 0\n\n"));
            failure(client().resources(), ProxmoxException.ServerError.class);
            Logger.getLogger("io.labkeeper.proxmox").fine("the recorder works");
        } finally {
            root.removeHandler(recorder);
        }

        assertThat(lines).contains("the recorder works").noneMatch(line -> line.contains(Clients.TOKEN.secret()));
    }

    @Test
    void theNextEndpointIsTriedWhenOneCannotBeReached() {
        URI nobody = URI.create("https://127.0.0.1:1");
        ProxmoxClient client = client(Clients.patient(), nobody, server.uri());

        client.resources().await().atMost(WAIT);

        assertThat(server.requests).hasSize(1);
        assertThat(client.requestCount()).isEqualTo(1);
    }

    @Test
    void noEndpointAtAllIsUnreachableAndNothingWasSent() {
        ProxmoxClient client = client(Clients.patient(), URI.create("https://127.0.0.1:1"));

        ProxmoxException failure = failure(
                client.power(Clients.VM, PowerOrder.of(PowerOrder.Command.START)), ProxmoxException.Unreachable.class);

        assertThat(failure.outcomeUnknown()).isFalse();
        assertThat(failure).hasMessageContaining("127.0.0.1:1");
    }

    @Test
    void aHostThatAcceptsAndSaysNothingIsUnreachable() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            URI uri = URI.create("https://127.0.0.1:" + silent.getLocalPort());
            Limits limits = new Limits(Duration.ofMillis(300), Duration.ofSeconds(15), Duration.ofSeconds(15), 8);

            ProxmoxException failure = failure(client(limits, uri).resources(), ProxmoxException.Unreachable.class);

            assertThat(failure.sent()).isFalse();
        }
    }

    @Test
    void anEndpointThatHangsInConnectingIsNotTriedFirstAgainEvenIfTheNextAnswersWithAnError() throws IOException {
        server.behave(RawServer.says("HTTP/1.1 500 VM 100 not running\nContent-Length: 0\n\n"));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            AtomicInteger tries = new AtomicInteger();
            countConnections(silent, tries);
            URI uri = URI.create("https://127.0.0.1:" + silent.getLocalPort());
            Limits limits = new Limits(Duration.ofSeconds(1), Duration.ofSeconds(15), Duration.ofSeconds(15), 8);
            ProxmoxClient client = client(limits, uri, server.uri());
            failure(client.status(Clients.VM), ProxmoxException.ServerError.class);

            failure(client.status(Clients.VM), ProxmoxException.ServerError.class);
            failure(client.status(Clients.VM), ProxmoxException.ServerError.class);

            assertThat(tries).hasValue(1);
            assertThat(server.requests).hasSize(3);
        }
    }

    @Test
    void anEndpointThatIsLeftForAnotherIsNotComeBackToByAnAnswerToWhatWasAskedBefore() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        server.behave((request, connection) -> {
            awaitQuietly(late);
            RawServer.json("{\"data\":[]}").answer(request, connection);
        });
        try (RawServer other = another()) {
            ProxmoxClient client = client(Clients.patient(), server.uri(), other.uri());
            CompletableFuture<ClusterResources> before =
                    client.resources().subscribe().asCompletionStage();
            await().atMost(WAIT).until(() -> server.requests.size() == 1);

            client.tryAnotherEndpoint();
            late.countDown();
            before.get(20, TimeUnit.SECONDS);
            client.resources().await().atMost(WAIT);

            assertThat(server.requests).hasSize(1);
            assertThat(other.requests).hasSize(1);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void countConnections(ServerSocket socket, AtomicInteger tries) {
        Thread acceptor = new Thread(() -> {
            List<Socket> kept = new CopyOnWriteArrayList<>();
            while (true) {
                try {
                    kept.add(socket.accept());
                    tries.incrementAndGet();
                } catch (IOException closed) {
                    return;
                }
            }
        });
        acceptor.setDaemon(true);
        acceptor.start();
    }

    @Test
    void anOrderThatWasSentGoesToNoOtherEndpoint() throws Exception {
        server.behave((request, connection) -> connection.close());
        try (RawServer other = another()) {
            ProxmoxClient client = client(Clients.patient(), server.uri(), other.uri());

            failure(
                    client.power(Clients.VM, PowerOrder.of(PowerOrder.Command.STOP)),
                    ProxmoxException.ConnectionLost.class);

            assertThat(server.requests).hasSize(1);
            assertThat(other.requests).isEmpty();
        }
    }
}
