package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {

    private static Reply reply(int code, String reason, String body) {
        return new Reply(code, reason, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static ProxmoxException failure(Reply reply) {
        return catchThrowableOfType(ProxmoxException.class, () -> reply.data("the-secret"));
    }

    @Test
    void theDataOfASuccessMayBeNull() {
        assertThat(reply(200, "OK", "{'data':null}").data("s").isNull()).isTrue();
    }

    @Test
    void theMessageIsPreferredAndLosesItsLineBreak() {
        assertThat(failure(reply(500, "first line", "{'data':null,'message':'VM 100 not running\\n'}")))
                .hasMessage("VM 100 not running")
                .isInstanceOf(ProxmoxException.ServerError.class);
    }

    @Test
    void wordsOfAGuestLoseTheSignThatNoDatabaseTakes() {
        assertThat(failure(reply(500, "x", "{'data':null,'message':'agent error: \\u0000no'}")))
                .hasMessage("agent error: no");
    }

    @Test
    void withoutAMessageTheErrorsSpeak() {
        ProxmoxException failure = failure(reply(
                400, "Parameter verification failed.", "{'data':null,'errors':{'upid':'no such task','x':'unknown'}}"));

        assertThat(failure).hasMessage("upid: no such task; x: unknown");
        assertThat(((ProxmoxException.BadParameter) failure).errors()).containsEntry("upid", "no such task");
    }

    @Test
    void theErrorsAreAddedToTheMessage() {
        assertThat(failure(reply(
                        400, "x", "{'message':'Parameter verification failed.\\n','errors':{'upid':'no such task'}}")))
                .hasMessage("Parameter verification failed. (upid: no such task)");
    }

    @Test
    void withNothingElseTheReasonPhraseSpeaks() {
        assertThat(failure(reply(403, "Permission check failed (/vms/100, VM.PowerMgmt)", "{'data':null}")))
                .isInstanceOf(ProxmoxException.Forbidden.class)
                .hasMessage("Permission check failed (/vms/100, VM.PowerMgmt)");
        assertThat(failure(reply(401, "No ticket", "")))
                .isInstanceOf(ProxmoxException.Unauthorized.class)
                .hasMessage("No ticket");
    }

    @Test
    void aReasonlessAnswerStillSaysSomething() {
        assertThat(failure(reply(500, "", ""))).hasMessage("status 500");
    }

    @ParameterizedTest
    @CsvSource({"595, false", "596, true", "597, true", "599, true"})
    void pseudoCodesMeanThatANodeCannotBeReached(int code, boolean outcomeUnknown) {
        ProxmoxException failure = failure(reply(code, "Connection timed out", ""));

        assertThat(failure).isInstanceOf(ProxmoxException.NodeUnreachable.class).hasMessage("Connection timed out");
        assertThat(failure.outcomeUnknown()).isEqualTo(outcomeUnknown);
    }

    @Test
    void aReverseProxysErrorPageIsAServerErrorWithItsReason() {
        assertThat(failure(reply(502, "Bad Gateway", "<html>oops</html>")))
                .isInstanceOf(ProxmoxException.ServerError.class)
                .hasMessage("Bad Gateway");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html></html>", "{'data':[{'id':", "[]", "{'ok':true}", "17"})
    void aSuccessThatIsNotProxmoxsIsMalformed(String body) {
        assertThat(failure(reply(200, "OK", body))).isInstanceOf(ProxmoxException.Malformed.class);
    }

    @Test
    void aSecretThatIsEchoedIsHidden() {
        assertThat(failure(reply(400, "x", "{'message':'bad the-secret','errors':{'token':'the-secret'}}")))
                .hasMessage("bad **** (token: ****)");
    }

    @Test
    void aMissingGuestIsTold() {
        ProxmoxException failure = failure(
                reply(500, "Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist", "{'data':null}"));

        assertThat(((ProxmoxException.ServerError) failure).guestMissing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"storage ~nfs~ does not exist", "volume ~local:iso/x.iso~ does not exist"})
    void somethingElseThatIsMissingIsNoMissingGuest(String words) {
        ProxmoxException failure = failure(reply(500, words.replace('~', '\''), "{'data':null}"));

        assertThat(((ProxmoxException.ServerError) failure).guestMissing()).isFalse();
    }
}
