package io.labkeeper.e2e.scenario.stream;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One stream of events, read on the few threads of its client. Of long lines it keeps the beginning alone: a thousand listeners in one
 * process must not be what is slow.
 */
public final class Listener implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
    private static final int THREADS = 4;
    private static final int LONGEST_LINE = 300;

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final AtomicInteger snapshots = new AtomicInteger();
    private volatile Flow.Subscription subscription;
    private final StringBuilder line = new StringBuilder();
    private String before = "";
    private String event = "";
    private volatile String lastId;
    private volatile long retry = -1;
    private volatile String wanted;
    private volatile long heardAt;
    private volatile boolean closed;
    private volatile String end;

    private Listener() {}

    /** A client for many of them. */
    public static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .executor(Executors.newFixedThreadPool(THREADS, Listener::thread))
                .build();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "listeners");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Opens a stream and does not wait for it.
     *
     * @param lastEventId what the caller has heard before; null for nothing
     */
    public static Listener open(HttpClient client, Api reader, String token, String lastEventId) {
        Listener listener = new Listener();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(reader.url() + "/api/vms/events"))
                .header("Authorization", "Bearer " + token);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        client.sendAsync(request.build(), BodyHandlers.fromSubscriber(listener)).whenComplete((answer, failure) -> {
            if (failure != null) {
                listener.ended("not opened: " + failure);
            } else if (answer.statusCode() != 200) {
                listener.ended("refused with " + answer.statusCode());
            }
        });
        return listener;
    }

    @Override
    public void onSubscribe(Flow.Subscription lines) {
        subscription = lines;
        lines.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            hear(text);
            split(text);
        }
    }

    /** What is listened for may lie across two pieces. */
    private void hear(String text) {
        String wish = wanted;
        if (wish != null && heardAt == 0) {
            String both = before + text;
            if (both.contains(wish)) {
                heardAt = System.nanoTime();
            }
            before = both.substring(Math.max(0, both.length() - wish.length()));
        }
    }

    private void split(String text) {
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            keep(text, from, end);
            read(line.toString());
            line.setLength(0);
            from = end + 1;
        }
        keep(text, from, text.length());
    }

    private void keep(String text, int from, int to) {
        line.append(text, from, Math.min(to, from + Math.max(0, LONGEST_LINE - line.length())));
    }

    private void read(String text) {
        if (text.startsWith("retry: ")) {
            retry = Long.parseLong(text.substring(7).strip());
        } else if (text.startsWith("event: ")) {
            event = text.substring(7).strip();
        } else if (text.startsWith("id: ")) {
            lastId = text.substring(4).strip();
        } else if (text.startsWith("data: ") && event.equals("snapshot")) {
            snapshots.incrementAndGet();
        }
    }

    @Override
    public void onError(Throwable failure) {
        ended(closed ? "closed by the client" : "broken: " + failure);
    }

    @Override
    public void onComplete() {
        ended("ended");
    }

    private synchronized void ended(String how) {
        if (end == null) {
            end = how;
        }
    }

    /** What is to be waited for from now on. */
    void listenFor(String text) {
        wanted = null;
        heardAt = 0;
        wanted = text;
    }

    /** When that was heard, on the clock of {@link System#nanoTime()}; 0 if it was not. */
    long heardAt() {
        return heardAt;
    }

    /** Snapshots so far. */
    int snapshots() {
        return snapshots.get();
    }

    /** The id of the last event that had one, null before. */
    String lastId() {
        return lastId;
    }

    /** How many milliseconds it was told to wait before it comes again; below zero before it is told. */
    long retry() {
        return retry;
    }

    /** How it ended: "ended" is the server's good order; null while it goes on. */
    public String end() {
        return end;
    }

    /** Waits for the first snapshot. */
    public void awaitSnapshot() {
        Eventually.happens("a snapshot (" + end + ")", LONGEST, () -> snapshots() > 0);
    }

    @Override
    public void close() {
        closed = true;
        Flow.Subscription open = subscription;
        if (open != null) {
            open.cancel();
        }
    }
}
