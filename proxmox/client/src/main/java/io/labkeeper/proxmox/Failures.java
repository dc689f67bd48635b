package io.labkeeper.proxmox;

import io.vertx.core.VertxException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** What a failed exchange means, decided by the moment of the failure: before anything was sent, or after. */
final class Failures {

    private Failures() {}

    /** Turns whatever the transport throws into one of our own; a {@link ProxmoxException} stays itself. */
    static ProxmoxException of(Throwable failure, URI endpoint) {
        if (failure instanceof ProxmoxException known) {
            return known;
        }
        String where = endpoint.getAuthority();
        Optional<Transport.TooLong> tooLong = find(failure, Transport.TooLong.class);
        if (tooLong.isPresent()) {
            return new ProxmoxException.Malformed(tooLong.get().getMessage(), null);
        }
        if (find(failure, SSLHandshakeException.class).isPresent()) {
            return handshake(failure, where);
        }
        if (find(failure, ConnectException.class).isPresent()
                || find(failure, UnknownHostException.class).isPresent()
                || find(failure, NoRouteToHostException.class).isPresent()) {
            return new ProxmoxException.Unreachable(where + " cannot be reached: " + root(failure), failure);
        }
        if (find(failure, TimeoutException.class).isPresent()) {
            return new ProxmoxException.TimedOut(where + " gave no answer in time");
        }
        if (find(failure, IOException.class).isPresent()
                || find(failure, VertxException.class).isPresent()) {
            return new ProxmoxException.ConnectionLost(where + " broke the connection: " + root(failure), failure);
        }
        return new ProxmoxException.Malformed(where + " answered in a way that is not HTTP: " + root(failure), failure);
    }

    /** No handshake, no request: nothing was sent. */
    private static ProxmoxException handshake(Throwable failure, String where) {
        Optional<PinnedTrust.Mismatch> mismatch = find(failure, PinnedTrust.Mismatch.class);
        if (mismatch.isPresent()) {
            return new ProxmoxException.CertificateRejected(
                    where + ": " + mismatch.get().getMessage(), failure);
        }
        if (find(failure, CertificateException.class).isPresent()
                || find(failure, CertPathValidatorException.class).isPresent()) {
            return new ProxmoxException.CertificateRejected(
                    where + ": the server's certificate is not trusted: " + root(failure), failure);
        }
        String what = find(failure, SSLException.class).map(e -> root(failure)).orElse("");
        return new ProxmoxException.Unreachable(where + ": no TLS connection: " + what, failure);
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 20; depth++, at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }

    private static String root(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at.getCause() != null && depth < 20; depth++) {
            at = at.getCause();
        }
        return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
    }
}
