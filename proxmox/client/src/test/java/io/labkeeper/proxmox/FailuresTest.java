package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClosedException;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

    private static final URI PVE = URI.create("https://pve1.test:8006");

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new ConnectException("refused"), "unreachable"),
                Arguments.of(new UnknownHostException("pve1.test"), "unreachable"),
                Arguments.of(new NoRouteToHostException("no route"), "unreachable"),
                Arguments.of(handshake(new IOException("closed")), "unreachable"),
                Arguments.of(handshake(new CertificateException("expired")), "certificate_rejected"),
                Arguments.of(handshake(new PinnedTrust.Mismatch("another one")), "certificate_rejected"),
                Arguments.of(new SocketException("Connection reset"), "connection_lost"),
                Arguments.of(new HttpClosedException("Connection was closed"), "connection_lost"),
                Arguments.of(new TimeoutException("too late"), "timed_out"),
                Arguments.of(new Transport.TooLong(10), "malformed"),
                Arguments.of(new IllegalArgumentException("invalid version format"), "malformed"));
    }

    private static SSLHandshakeException handshake(Exception cause) {
        SSLHandshakeException failure = new SSLHandshakeException("Failed to create SSL connection");
        failure.initCause(cause);
        return failure;
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsWhatItIsBareOrWrapped(Exception failure, String kind) {
        assertThat(Failures.of(failure, PVE).kind()).isEqualTo(kind);
        assertThat(Failures.of(new ProcessingException(failure), PVE).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void onlyWhatCannotHaveBeenSentIsSurelyNotDone(Exception failure, String kind) {
        ProxmoxException known = Failures.of(failure, PVE);

        assertThat(known.outcomeUnknown()).isEqualTo(known.sent());
    }

    @Test
    void aKnownFailureStaysItself() {
        ProxmoxException known = new ProxmoxException.Forbidden("no");

        assertThat(Failures.of(known, PVE)).isSameAs(known);
    }
}
