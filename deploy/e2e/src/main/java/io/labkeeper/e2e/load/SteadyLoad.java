package io.labkeeper.e2e.load;

import io.labkeeper.e2e.api.Version;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Reads at a steady rate, over all targets in turn, whether or not earlier ones were answered; runs from its creation until it is
 * stopped. Requests are not repeated: what one caller would have seen is counted.
 */
public final class SteadyLoad implements AutoCloseable {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(SteadyLoad::thread);
    private final Phaser open = new Phaser(1);
    private final LoadStatistics statistics = new LoadStatistics();
    private final List<Target> targets;
    private final History history;
    private final long period;
    private final long begin;
    private long sent;

    /**
     * Whom to ask.
     *
     * @param reader name of the replica
     * @param uri what to get
     * @param token of the caller
     */
    public record Target(String reader, URI uri, String token) {

        String name() {
            return reader + " " + uri.getPath();
        }
    }

    /**
     * @param perSecond requests a second over all targets together
     * @param history takes what the answers say about versions
     */
    public SteadyLoad(int perSecond, List<Target> targets, History history) {
        this.targets = List.copyOf(targets);
        this.history = history;
        this.period = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.begin = System.nanoTime();
        clock.scheduleAtFixedRate(this::send, 0, period, TimeUnit.NANOSECONDS);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "steady-load");
        thread.setDaemon(true);
        return thread;
    }

    // The clock's thread is alone in here; a late tick is made up for, and its lateness counts as latency.
    private void send() {
        Target target = targets.get((int) (sent % targets.size()));
        long due = begin + sent * period;
        sent++;
        HttpRequest request = HttpRequest.newBuilder(target.uri())
                .timeout(ANSWER_LIMIT)
                .header("Authorization", "Bearer " + target.token())
                .build();
        open.register();
        long now = System.nanoTime();
        client.sendAsync(request, BodyHandlers.ofByteArray())
                .whenComplete((response, failure) -> ended(target, Math.min(due, now), now, response, failure));
    }

    private void ended(Target target, long due, long sentAt, HttpResponse<byte[]> response, Throwable failure) {
        try {
            if (failure != null) {
                statistics.unanswered(target.name(), failure);
                return;
            }
            long now = System.nanoTime();
            statistics.answered(target.name(), response.statusCode(), Duration.ofNanos(now - due));
            response.headers()
                    .firstValue("Labkeeper-Revision")
                    .ifPresent(
                            header -> history.seen(target.reader(), new Sighting(sentAt, now, Version.parse(header))));
        } catch (RuntimeException e) {
            statistics.unanswered(target.name(), e);
        } finally {
            open.arriveAndDeregister();
        }
    }

    /** What became of the requests so far. */
    public LoadReport report() {
        return statistics.report();
    }

    /**
     * The latency that 99 of 100 answers did not exceed which were open between two moments of {@link System#nanoTime()}.
     */
    public Duration p99Between(long from, long to) {
        return statistics.p99Between(from, to);
    }

    /** The latency that 99 of 100 answers with this status did not exceed; zero if there were none. */
    public Duration p99Of(int status) {
        return statistics.p99Of(status);
    }

    /** Sends no more, waits for the answers that are still to come, and reports. */
    public LoadReport stop() {
        close();
        return report();
    }

    @Override
    public void close() {
        clock.shutdown();
        try {
            clock.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!open.isTerminated()) {
            open.arriveAndAwaitAdvance();
            open.arriveAndDeregister();
        }
    }
}
