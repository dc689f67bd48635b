package io.labkeeper.proxmox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;

/** An HTTPS server on bare sockets, so that a test decides about every byte and every hang-up. */
final class RawServer implements AutoCloseable {

    /** Answers one request on an open connection; throwing closes it. */
    interface Manner {
        void answer(Request request, Socket connection) throws IOException;
    }

    /**
     * @param line for example "GET /api2/json/nodes HTTP/1.1"
     * @param headers names in lower case
     */
    record Request(String line, Map<String, String> headers, String body) {}

    final List<Request> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SSLServerSocket listener;
    private volatile Manner manner;

    RawServer(TestCertificate certificate, Manner manner) {
        this.manner = manner;
        try {
            listener = (SSLServerSocket) certificate
                    .server()
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        threads.execute(this::accept);
    }

    URI uri() {
        return URI.create("https://127.0.0.1:" + listener.getLocalPort());
    }

    void behave(Manner other) {
        manner = other;
    }

    /** Sends exactly this text, with CR LF for each line break of the head (up to the first empty line). */
    static Manner says(String answer) {
        return (request, connection) -> write(connection, answer);
    }

    static Manner json(String body) {
        return says("HTTP/1.1 200 OK\nContent-Type: application/json;charset=UTF-8\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\n\n" + body);
    }

    /** As Proxmox does after every answer of 400 or above. */
    static Manner saysAndCloses(String answer) {
        return (request, connection) -> {
            write(connection, answer);
            connection.close();
        };
    }

    static void write(Socket connection, String answer) throws IOException {
        int end = answer.indexOf("\n\n");
        String head = answer.substring(0, end + 2).replace("\n", "\r\n");
        OutputStream out = connection.getOutputStream();
        out.write((head + answer.substring(end + 2)).getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (Request request = read(in); request != null; request = read(in)) {
                if (open.add(connection)) {
                    connections.incrementAndGet();
                }
                requests.add(request);
                manner.answer(request, connection);
            }
        } catch (IOException closedByEither) {
            // part of the manners under test
        } finally {
            open.remove(connection);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            line.append((char) b);
        }
        return line.toString().trim();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : open) {
            connection.close();
        }
        threads.shutdownNow();
    }
}
