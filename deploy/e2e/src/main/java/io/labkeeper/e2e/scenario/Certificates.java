package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Certificates as somebody sees them who only looks at them. */
final class Certificates {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** To look at a certificate one must let it be shown; nothing is sent behind it. */
    private static final X509TrustManager ANY = new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };

    private Certificates() {}

    /** SHA-256 of the certificate that a server shows, as Proxmox's page shows it: upper-case pairs with colons. */
    static String fingerprint(URI server) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {ANY}, null);
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(server.getHost(), server.getPort())) {
                socket.setSoTimeout((int) LIMIT.toMillis());
                byte[] shown = socket.getSession().getPeerCertificates()[0].getEncoded();
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(shown);
                return HexFormat.ofDelimiter(":").formatHex(hash).toUpperCase(Locale.ROOT);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new ProveException("cannot see the certificate of " + server, e);
        }
    }
}
