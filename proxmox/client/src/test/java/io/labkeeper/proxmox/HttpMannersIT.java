package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.labkeeper.proxmox.ProxmoxCluster.Limits;
import io.labkeeper.proxmox.ProxmoxCluster.Trust;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The manners of Proxmox's HTTP server, and of broken ones, byte by byte. */
@QuarkusTest
class HttpMannersIT {

    private static final String UPID = "UPID:pve1:0000C3F2:0010A3B4:65A1B2C3:qmstart:100:labkeeper@pve!test:";
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static TestCertificate certificate;

    private RawServer server;

    @BeforeAll
    static void makeCertificate() {
        certificate = TestCertificate.create("ip:127.0.0.1");
    }

    @BeforeEach
    void start() {
        server = new RawServer(certificate, RawServer.json("{\"data\":[]}"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private ProxmoxClient client(Limits limits) {
        return client(limits, List.of(server.uri()));
    }

    private static ProxmoxClient client(Limits limits, List<URI> endpoints) {
        try {
            return Clients.of(
                    Clients.cluster(endpoints, new Trust.Fingerprints(List.of(certificate.fingerprint())), limits));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private ProxmoxClient client() {
        return client(Clients.patient());
    }

    private static <T extends ProxmoxException> T failure(Uni<?> call, Class<T> type) {
        return catchThrowableOfType(type, () -> call.await().atMost(WAIT));
    }

    @Test
    void aReadCarriesTheTokenAndAsksForCompression() {
        client().resources().await().atMost(WAIT);

        RawServer.Request request = server.requests.get(0);
        assertThat(request.line()).isEqualTo("GET /api2/json/cluster/resources HTTP/1.1");
        assertThat(request.headers())
                .containsEntry("authorization", "PVEAPIToken=labkeeper@pve!test=5ec7e7aa-1111-2222-3333-444455556666")
                .containsKey("accept-encoding")
                .doesNotContainKeys("transfer-encoding", "cookie");
        assertThat(request.body()).isEmpty();
    }

    @Test
    void anOrderWithoutParametersIsAnEmptyFormWithALength() {
        server.behave(RawServer.json("{\"data\":\"" + UPID + "\"}"));

        Upid upid = client().power(Clients.VM, PowerOrder.of(PowerOrder.Command.START))
                .await()
                .atMost(WAIT);

        assertThat(upid.text()).isEqualTo(UPID);
        RawServer.Request request = server.requests.get(0);
        assertThat(request.line()).isEqualTo("POST /api2/json/nodes/pve1/qemu/100/status/start HTTP/1.1");
        assertThat(request.headers())
                .containsEntry("content-length", "0")
                .doesNotContainKeys("transfer-encoding", "expect");
        assertThat(request.headers().getOrDefault("content-type", "none")).doesNotContain("json");
    }

    @Test
    void anOrderWithParametersIsAFormInOnePiece() {
        server.behave(RawServer.json("{\"data\":\"" + UPID + "\"}"));
        PowerOrder order =
                new PowerOrder(PowerOrder.Command.SHUTDOWN, Optional.of(Duration.ofSeconds(90)), true, false);

        client().power(Clients.CONTAINER, order).await().atMost(WAIT);

        RawServer.Request request = server.requests.get(0);
        assertThat(request.line()).isEqualTo("POST /api2/json/nodes/pve1/lxc/101/status/shutdown HTTP/1.1");
        assertThat(request.body()).isEqualTo("timeout=90&forceStop=1");
        assertThat(request.headers().get("content-type")).startsWith("application/x-www-form-urlencoded");
        assertThat(request.headers()).containsEntry("content-length", "22").doesNotContainKey("transfer-encoding");
    }

    @Test
    void aTaskIsAskedForWithItsIdentityAsOnePartOfThePath() {
        server.behave(RawServer.json("{\"data\":{\"status\":\"running\"}}"));

        TaskStatus status = client().task(Upid.parse(UPID)).await().atMost(WAIT);

        assertThat(status.running()).isTrue();
        String path = server.requests.get(0).line().split(" ")[1];
        assertThat(URI.create(path).getPath()).isEqualTo("/api2/json/nodes/pve1/tasks/" + UPID + "/status");
    }

    @Test
    void a401WithEmptyBodyAndNoContentTypeGivesTheReasonPhrase() {
        server.behave(
                RawServer.saysAndCloses("HTTP/1.1 401 invalid token value!\nConnection: close\nContent-Length: 0\n\n"));

        ProxmoxException failure = failure(client().resources(), ProxmoxException.Unauthorized.class);

        assertThat(failure).hasMessage("invalid token value!");
    }

    @Test
    void a500OfAnOldReleaseIsExplainedByItsReasonPhraseAlone() {
        server.behave(
                RawServer.saysAndCloses(
                        "HTTP/1.1 500 VM 100 is not running\nConnection: close\nContent-Type: application/json;charset=UTF-8\nContent-Length: 13\n\n{\"data\":null}"));

        ProxmoxException failure = failure(client().interfaces(Clients.VM), ProxmoxException.ServerError.class);

        assertThat(failure).hasMessage("VM 100 is not running");
    }

    @Test
    void anUnreachableNodeIsToldFromAnUnreachableCluster() {
        server.behave(
                RawServer.saysAndCloses("HTTP/1.1 595 No route to host\nConnection: close\nContent-Length: 0\n\n"));

        ProxmoxException.NodeUnreachable failure =
                failure(client().status(Clients.VM), ProxmoxException.NodeUnreachable.class);

        assertThat(failure).hasMessage("No route to host");
        assertThat(failure.code()).isEqualTo(595);
        assertThat(failure.outcomeUnknown()).isFalse();
    }

    @Test
    void aLoginPageIsNotTakenForAnAnswer() {
        server.behave(RawServer.says("HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 13\n\n<html></html>"));

        assertThat(failure(client().resources(), ProxmoxException.Malformed.class))
                .isNotNull();
    }

    @Test
    void jsonThatIsCutOffIsMalformed() {
        server.behave(
                RawServer.saysAndCloses(
                        "HTTP/1.1 200 OK\nConnection: close\nContent-Type: application/json\n\n{\"data\":[{\"id\":\"qemu/100\","));

        assertThat(failure(client().resources(), ProxmoxException.Malformed.class))
                .isNotNull();
    }

    @Test
    void anAnswerWithoutContentTypeIsRead() {
        server.behave(RawServer.says("HTTP/1.1 200 OK\nContent-Length: 11\n\n{\"data\":[]}"));

        assertThat(client().resources().await().atMost(WAIT).guests()).isEmpty();
    }

    @Test
    void aRedirectIsNotFollowed() {
        server.behave(
                RawServer.says("HTTP/1.1 302 Found\nLocation: " + server.uri() + "/elsewhere\nContent-Length: 0\n\n"));

        failure(client().resources(), ProxmoxException.Malformed.class);

        assertThat(server.requests).hasSize(1);
    }

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

    private static final class LogRecorder extends java.util.logging.Handler {
        private final List<String> lines;

        private LogRecorder(List<String> lines) {
            this.lines = lines;
            setLevel(java.util.logging.Level.ALL);
        }

        @Override
        public void publish(java.util.logging.LogRecord record) {
            String parameters = java.util.Arrays.deepToString(record.getParameters());
            lines.add(record.getParameters() == null ? record.getMessage() : record.getMessage() + " " + parameters);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static void drip(java.net.Socket connection) throws java.io.IOException {
        connection.setSoTimeout(50);
        while (true) {
            connection.getOutputStream().write(' ');
            try {
                if (connection.getInputStream().read() < 0) {
                    return;
                }
            } catch (java.net.SocketTimeoutException nothingYet) {
                continue; // still connected
            }
        }
    }

    @Test
    void anAnswerLongerThanAnyIsRefused() {
        String blanks = " ".repeat(1 << 20);
        server.behave(RawServer.says(
                "HTTP/1.1 200 OK\nContent-Length: " + (blanks.length() + 11) + "\n\n{\"data\":{}}" + blanks));

        ProxmoxException failure = failure(client().config(Clients.VM), ProxmoxException.Malformed.class);

        assertThat(failure).hasMessageContaining("longer than");
    }

    @Test
    void onlySoManyCallsRunAtOnceAndTheOthersWait() {
        java.util.concurrent.CountDownLatch release = new java.util.concurrent.CountDownLatch(1);
        server.behave((request, connection) -> {
            release.countDown();
            RawServer.json("{\"data\":[]}").answer(request, connection);
        });
        ProxmoxClient client = client(Clients.limits(Duration.ofSeconds(10), Duration.ofSeconds(10), 2));

        List<Uni<ClusterResources>> calls = java.util.stream.IntStream.range(0, 20)
                .mapToObj(i -> client.resources())
                .toList();
        Uni.join().all(calls).andFailFast().await().atMost(WAIT);

        assertThat(server.requests).hasSize(20);
        assertThat(server.connections.get()).isLessThanOrEqualTo(2);
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
        long start = System.nanoTime();

        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(6))
                .until(server.open::isEmpty);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(4_900));
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
        List<String> lines = new java.util.concurrent.CopyOnWriteArrayList<>();
        java.util.logging.Handler recorder = new LogRecorder(lines);
        java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
        root.addHandler(recorder);
        try {
            server.behave(RawServer.says("HTTP/1.1 500 no\nContent-Length: 0\n\n"));
            failure(client().resources(), ProxmoxException.ServerError.class);
            java.util.logging.Logger.getLogger("io.labkeeper.proxmox").fine("the recorder works");
        } finally {
            root.removeHandler(recorder);
        }

        assertThat(lines).contains("the recorder works").noneMatch(line -> line.contains(Clients.TOKEN.secret()));
    }

    @Test
    void theNextEndpointIsTriedWhenOneCannotBeReached() {
        URI nobody = URI.create("https://127.0.0.1:1");
        ProxmoxClient client = client(Clients.patient(), List.of(nobody, server.uri()));

        client.resources().await().atMost(WAIT);

        assertThat(server.requests).hasSize(1);
        assertThat(client.requestCount()).isEqualTo(1);
    }

    @Test
    void noEndpointAtAllIsUnreachableAndNothingWasSent() {
        ProxmoxClient client = client(Clients.patient(), List.of(URI.create("https://127.0.0.1:1")));

        ProxmoxException failure = failure(
                client.power(Clients.VM, PowerOrder.of(PowerOrder.Command.START)), ProxmoxException.Unreachable.class);

        assertThat(failure.outcomeUnknown()).isFalse();
        assertThat(failure).hasMessageContaining("127.0.0.1:1");
    }
}
