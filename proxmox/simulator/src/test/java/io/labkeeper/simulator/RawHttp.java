package io.labkeeper.simulator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** One TLS connection on which requests are written and answers read byte by byte, so that nothing is smoothed over. */
final class RawHttp implements AutoCloseable {

    private static final int READ_TIMEOUT_MS = 10_000;

    private final SSLSocket socket;

    private RawHttp(SSLSocket socket) {
        this.socket = socket;
    }

    /** Connects, trusting that certificate and no other. */
    static RawHttp connect(URI api, X509Certificate trusted) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("pve", trusted);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(api.getHost(), api.getPort());
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.startHandshake();
            return new RawHttp(socket);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot connect to " + api, e);
        }
    }

    /** An answer as it came over the wire; header names in lower case. */
    record Answer(String statusLine, Map<String, String> headers, byte[] body) {

        int status() {
            return Integer.parseInt(statusLine.split(" ", 3)[1]);
        }

        String reason() {
            return statusLine.split(" ", 3)[2];
        }

        String text() {
            return new String(plainBody(), StandardCharsets.UTF_8);
        }

        private byte[] plainBody() {
            if (!"gzip".equals(headers.get("content-encoding"))) {
                return body;
            }
            try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(body))) {
                return zip.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        JsonObject json() {
            return new JsonObject(text());
        }

        JsonObject object() {
            return json().getJsonObject("data");
        }

        JsonArray list() {
            return json().getJsonArray("data");
        }
    }

    void write(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one answer whose length is given by Content-Length. */
    Answer read() throws IOException {
        Answer head = readHead();
        int length = Integer.parseInt(head.headers().getOrDefault("content-length", "0"));
        byte[] body = socket.getInputStream().readNBytes(length);
        if (body.length < length) {
            throw new EOFException("body ends after " + body.length + " of " + length + " bytes");
        }
        return new Answer(head.statusLine(), head.headers(), body);
    }

    /** Reads status line and headers only. */
    Answer readHead() throws IOException {
        InputStream in = socket.getInputStream();
        String statusLine = line(in);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return new Answer(statusLine, headers, new byte[0]);
    }

    Answer send(String text) {
        write(text);
        try {
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the other side closes the connection before the read time-out. */
    boolean closedByServer() {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return !(e instanceof SocketTimeoutException);
        }
    }

    /** Whether nothing at all comes for that long. */
    boolean silentFor(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("connection closed");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
