package io.labkeeper.bench.changes;

import io.labkeeper.e2e.ProveException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between one replica and Redis, and can lose the next announcement of a change. Everything else passes. A message of the feed comes
 * as a piece of its own, since nothing else is sent on that connection at that moment.
 */
final class RedisGate implements AutoCloseable {
    private final URI redis;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "redis-gate");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger toLose = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    /** @param redis address with user and password */
    RedisGate(String redis) {
        this.redis = URI.create(redis);
        try {
            this.server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new ProveException("no port for a gate to Redis", e);
        }
        threads.execute(this::accept);
    }

    /** The address of Redis through the gate. */
    String url() {
        return "redis://" + redis.getRawUserInfo() + "@127.0.0.1:" + server.getLocalPort();
    }

    /** Loses the next announcement of a change. */
    void loseOne() {
        toLose.set(1);
    }

    /** How many announcements were lost so far. */
    int lost() {
        return lost.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket target = new Socket(redis.getHost(), redis.getPort());
                threads.execute(() -> pass(client, target, false));
                threads.execute(() -> pass(target, client, true));
            } catch (IOException closed) {
                if (!server.isClosed()) {
                    System.out.println("gate to Redis: " + closed.getMessage());
                }
            }
        }
    }

    private void pass(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (answers && announces(buffer, n) && toLose.compareAndSet(1, 0)) {
                    lost.incrementAndGet();
                } else {
                    out.write(buffer, 0, n);
                    out.flush();
                }
            }
        } catch (IOException ended) {
            // One side has gone; so does the other, by the end of this block.
        }
    }

    /** Whether this is a message of the feed that says that a cluster has changed. */
    static boolean announces(byte[] piece, int length) {
        String text = new String(piece, 0, length, StandardCharsets.ISO_8859_1);
        return (text.startsWith(">3\r\n$7\r\nmessage") || text.startsWith("*3\r\n$7\r\nmessage"))
                && text.contains("\"changed\"");
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            server.close();
        } catch (IOException e) {
            throw new ProveException("the gate to Redis could not be closed", e);
        }
    }
}
