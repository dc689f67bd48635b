package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What goes over the wire and how answers are taken: the manners of Proxmox's HTTP server, and of broken ones. */
@QuarkusTest
class HttpMannersIT extends AgainstRawServer {

    private static final String UPID = "UPID:pve1:0000C3F2:0010A3B4:65A1B2C3:qmstart:100:labkeeper@pve!test:";

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
    void anAnswerLongerThanAnyIsRefused() {
        String blanks = " ".repeat(1 << 20);
        server.behave(RawServer.says(
                "HTTP/1.1 200 OK\nContent-Length: " + (blanks.length() + 11) + "\n\n{\"data\":{}}" + blanks));

        ProxmoxException failure = failure(client().config(Clients.VM), ProxmoxException.Malformed.class);

        assertThat(failure).hasMessageContaining("longer than");
    }

    @Test
    void aCompressedAnswerIsRead() {
        server.behave((request, connection) -> {
            byte[] body = zipped("{\"data\":[{\"type\":\"node\",\"node\":\"pve1\",\"status\":\"online\"}]}");
            RawServer.write(
                    connection, "HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: " + body.length + "\n\n");
            OutputStream out = connection.getOutputStream();
            out.write(body);
            out.flush();
        });

        assertThat(client().resources().await().atMost(WAIT).nodes()).hasSize(1);
    }

    private static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes());
        }
        return bytes.toByteArray();
    }
}
