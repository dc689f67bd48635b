package io.labkeeper.bench.stream;

import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks for a stream with a window of 4 KB, and then reads nothing. */
final class SlowClient implements AutoCloseable {
    private static final int WINDOW = 4 * 1024;

    private final Socket socket = new Socket();
    private final long askedAt = System.nanoTime();

    SlowClient(String url, String token) {
        URI uri = URI.create(url);
        try {
            socket.setReceiveBufferSize(WINDOW);
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 5_000);
            String request = "GET /api/vms/events HTTP/1.1\r\nHost: " + uri.getAuthority()
                    + "\r\nAuthorization: Bearer " + token + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new ProveException("a slow stream could not be asked for", e);
        }
    }

    /** By {@link System#nanoTime}. */
    long askedAt() {
        return askedAt;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new ProveException("a slow stream could not be closed", e);
        }
    }
}
