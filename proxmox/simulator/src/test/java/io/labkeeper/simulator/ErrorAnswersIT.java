package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.simulator.auth.Token;
import io.labkeeper.simulator.state.Release;
import io.labkeeper.simulator.state.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxmox's errors, row by row. */
class ErrorAnswersIT {

    private Bench bench;

    @BeforeEach
    void start() {
        bench = Bench.start();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void anUnknownParameterIsRefusedWith400AndNamed() {
        int vmid = bench.vm();

        RawHttp.Answer answer = bench.qemu(vmid, "start", "colour=red");

        assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 400 Parameter verification failed.");
        assertThat(answer.json().getJsonObject("errors").getString("colour")).contains("not defined in schema");
        assertThat(answer.json().containsKey("data")).isTrue();
        assertThat(answer.json().getValue("data")).isNull();
        assertThat(bench.guests().state(vmid)).isEqualTo("stopped");
    }

    @ParameterizedTest
    @CsvSource({"timeout=soon,timeout", "timeout=-1,timeout", "skiplock=maybe,skiplock", "skiplock=1,skiplock"})
    void aWrongParameterIsRefusedWith400AndNamed(String parameter, String name) {
        int vmid = bench.vm();

        RawHttp.Answer answer = bench.qemu(vmid, "start", parameter);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonObject("errors").fieldNames()).containsExactly(name);
    }

    @Test
    void aResourceTypeThatDoesNotExistIsAWrongParameter() {
        RawHttp.Answer answer = bench.get("/cluster/resources?type=cloud");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getJsonObject("errors").getString("type")).contains("enumeration");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization: PVEAPIToken=labkeeper@pve!reader=wrong|invalid token value!",
                "Authorization: PVEAPIToken=who@pve!knows=x|invalid token value!",
                "Authorization: Bearer abc|No ticket",
                "X-Nothing: 1|No ticket",
                "Cookie: PVEAuthCookie=PVE:root@pam:0::x|permission denied - invalid PVE ticket"
            })
    void whoeverIsNotKnownGets401WithNothingInIt(String header, String reason) {
        RawHttp.Answer answer = bench.raw("GET /api2/json/version HTTP/1.1\r\nHost: pve\r\n" + header + "\r\n\r\n");

        assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 401 " + reason);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers()).doesNotContainKey("content-type");
    }

    @Test
    void newerReleasesHaveOneWordForEveryRefusalAtTheDoor() {
        bench.simulator().control().setRelease(Release.parse("9.2"));

        RawHttp.Answer answer = bench.raw("GET /api2/json/version HTTP/1.1\r\nHost: pve\r\n\r\n");

        assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 401 Authentication failed!");
    }

    @Test
    void aRefusalAtTheDoorIsLate() {
        bench.simulator().control().setTiming(Timing.AUTH_DELAY, Duration.ofMillis(300));
        long before = System.nanoTime();

        bench.raw("GET /api2/json/version HTTP/1.1\r\nHost: pve\r\n\r\n");

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(Timing.AUTH_DELAY.standard()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aBadPasswordGets401WithNullData() {
        bench.simulator().control().addUser("user@pve", "right");

        RawHttp.Answer answer = login("wrong");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().containsKey("data")).isTrue();
        assertThat(answer.json().getValue("data")).isNull();
    }

    @Test
    void aTicketReadsAloneButWritesOnlyWithItsCsrfValue() {
        bench.simulator().control().addUser("user@pve", "right");
        bench.simulator().control().grant("user@pve", "/", Set.of("VM.Audit", "VM.PowerMgmt"));
        int vmid = bench.vm();
        String path = "/api2/json/nodes/pve1/qemu/" + vmid;

        RawHttp.Answer ticket = login("right");

        String cookie = " HTTP/1.1\r\nHost: pve\r\nCookie: PVEAuthCookie="
                + Bench.encode(ticket.object().getString("ticket")) + "\r\n";
        String csrf = "CSRFPreventionToken: " + ticket.object().getString("CSRFPreventionToken") + "\r\n";
        String nothing = "Content-Length: 0\r\n\r\n";
        assertThat(bench.raw("GET " + path + "/config" + cookie + "\r\n").status())
                .isEqualTo(200);
        assertThat(bench.raw("POST " + path + "/status/start" + cookie + nothing)
                        .status())
                .isEqualTo(401);
        assertThat(bench.raw("POST " + path + "/status/start" + cookie + csrf + nothing)
                        .status())
                .isEqualTo(200);
    }

    private RawHttp.Answer login(String password) {
        String form = "username=user%40pve&password=" + password;
        return bench.raw("POST /api2/json/access/ticket HTTP/1.1\r\nHost: pve\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n"
                + form);
    }

    @Test
    void aMissingRightGets403ThatNamesPathAndPrivilege() {
        int vmid = bench.vm();

        RawHttp.Answer answer = bench.raw(bench.request(
                "POST",
                "/nodes/pve1/qemu/" + vmid + "/status/start",
                bench.simulator().readerToken(),
                "Content-Length: 0"));

        assertThat(answer.statusLine())
                .isEqualTo("HTTP/1.1 403 Permission check failed (/vms/" + vmid + ", VM.PowerMgmt)");
        assertThat(answer.json().getValue("data")).isNull();
    }

    @Test
    void aMissingGuestGets500AndNot404() {
        RawHttp.Answer answer = bench.get("/nodes/pve1/qemu/777/config");

        assertThat(answer.statusLine())
                .isEqualTo("HTTP/1.1 500 Configuration file 'nodes/pve1/qemu-server/777.conf' does not exist");
        assertThat(answer.json().getValue("data")).isNull();
    }

    @Test
    void aMissingNodeGets500AndNot404() {
        RawHttp.Answer answer = bench.get("/nodes/pve77/qemu/100/config");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.reason()).contains("pve77");
    }

    @ParameterizedTest
    @CsvSource({"8.4,true", "9.1,true", "8.2,false", "7.4,false"})
    void theMessageIsInTheBodyOfNewerReleasesWithALineBreak(String release, boolean inBody) {
        bench.simulator().control().setRelease(Release.parse(release));

        RawHttp.Answer answer = bench.get("/nodes/pve1/qemu/777/config");

        String expected = "Configuration file 'nodes/pve1/qemu-server/777.conf' does not exist";
        assertThat(answer.reason()).isEqualTo(expected);
        assertThat(answer.json().getString("message")).isEqualTo(inBody ? expected + "\n" : null);
    }

    @ParameterizedTest
    @ValueSource(ints = {595, 596, 599})
    void aNodeOutOfReachGetsAPseudoStatusWithNothingInIt(int status) {
        bench.simulator().control().nodes().unreachable("pve2", status);

        RawHttp.Answer answer = bench.get("/nodes/pve2/time");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers()).doesNotContainKey("content-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "PATCH", "OPTIONS"})
    void otherMethodsGet501(String method) throws IOException {
        try (RawHttp http = bench.connect()) {
            http.write(method + " /api2/json/version HTTP/1.1\r\nHost: pve\r\n\r\n");

            RawHttp.Answer answer = http.readHead();

            assertThat(answer.status()).isEqualTo(501);
        }
    }

    @Test
    void aChunkedBodyGets501() {
        String request = bench.request(
                "POST",
                "/nodes/pve1/qemu/100/status/start",
                bench.simulator().actorToken(),
                "Transfer-Encoding: chunked");

        RawHttp.Answer answer = bench.raw(request + "3\r\na=1\r\n0\r\n\r\n");

        assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 501 chunked transfer encoding not supported");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void aBodyWhereNoneBelongsGets501(String method) {
        Token token = bench.simulator().readerToken();

        RawHttp.Answer answer = bench.raw(bench.request(method, "/version", token, "Content-Length: 3") + "a=1");

        assertThat(answer.status()).isEqualTo(501);
    }

    @Test
    void aBodyOfMoreThan512KiBGets501() {
        Token token = bench.simulator().actorToken();

        RawHttp.Answer answer = bench.raw(bench.request(
                "POST",
                "/nodes/pve1/qemu/100/status/start",
                token,
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: " + (512 * 1024 + 1)));

        assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 501 for data too large");
    }

    @Test
    void aPathThatDoesNotExistGets501() {
        assertThat(bench.get("/nothing/here").statusLine())
                .isEqualTo("HTTP/1.1 501 Method 'GET /api2/json/nothing/here' not implemented");
    }

    @Test
    void aContentTypeItDoesNotKnowGets506() {
        Token token = bench.simulator().actorToken();
        String request = bench.request(
                "POST", "/nodes/pve1/qemu/100/status/start", token, "Content-Type: text/plain", "Content-Length: 3");

        assertThat(bench.raw(request + "a=1").status()).isEqualTo(506);
    }

    @Test
    void theGreetingOfHttp2Gets506() {
        assertThat(bench.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").status()).isEqualTo(506);
    }

    @Test
    void anEmptyBodyAnnouncedAsJsonIsMalformed() {
        int vmid = bench.vm();
        Token token = bench.simulator().actorToken();

        RawHttp.Answer answer = bench.raw(bench.request(
                "POST",
                "/nodes/pve1/qemu/" + vmid + "/status/start",
                token,
                "Content-Type: application/json",
                "Content-Length: 0"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.reason()).startsWith("malformed JSON string");
    }

    @Test
    void parametersMayComeAsJson() {
        int vmid = bench.runningVm();
        Token token = bench.simulator().actorToken();
        String body = "{\"timeout\": 5, \"forceStop\": true}";

        RawHttp.Answer answer = bench.raw(bench.request(
                        "POST",
                        "/nodes/pve1/qemu/" + vmid + "/status/shutdown",
                        token,
                        "Content-Type: application/json",
                        "Content-Length: " + body.length())
                + body);

        assertThat(bench.outcome(answer)).isEqualTo("OK");
        assertThat(bench.simulator().control().orders().get(0).order().params())
                .containsEntry("timeout", "5")
                .containsEntry("forceStop", "1");
    }
}
