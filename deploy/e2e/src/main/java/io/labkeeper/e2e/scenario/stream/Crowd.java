package io.labkeeper.e2e.scenario.stream;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.scenario.Bench;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many streams at one replica. They are opened a hundred at a time, or all at once. */
final class Crowd implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int AT_A_TIME = 100;

    private final HttpClient client = Listener.client();
    private final Bench bench;
    private final Api reader;
    private final List<Listener> listeners = new ArrayList<>();

    Crowd(Bench bench, Api reader) {
        this.bench = bench;
        this.reader = reader;
    }

    /** A hundred at a time. */
    void come(int count) {
        while (listeners.size() < count) {
            open(Math.min(AT_A_TIME, count - listeners.size()));
            awaitSnapshots();
        }
    }

    /** All of them go, and the same number comes at once. @return how long it took until all had a snapshot */
    Duration comeAgainAtOnce() {
        int count = listeners.size();
        go();
        long start = System.nanoTime();
        open(count);
        awaitSnapshots();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void open(int count) {
        String token = bench.lab().token("admin");
        for (int i = 0; i < count; i++) {
            listeners.add(Listener.open(client, reader, token, null));
        }
    }

    private void awaitSnapshots() {
        Eventually.happens("a snapshot for each of " + listeners.size(), LONGEST, () -> listeners.stream()
                .allMatch(listener -> listener.snapshots() > 0));
    }

    List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    private void go() {
        listeners.forEach(Listener::close);
        listeners.clear();
    }

    @Override
    public void close() {
        go();
    }
}
