package io.labkeeper.bench.changes;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Http;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a replica again and again which revision of a cluster it shows, and notes when it showed each for the first time. */
final class Watcher implements AutoCloseable {
    private final Pattern revision;
    private final URI uri;
    private final Map<String, String> headers;
    private final ConcurrentSkipListMap<Long, Instant> seen = new ConcurrentSkipListMap<>();
    private final Thread thread = new Thread(this::watch, "watcher");
    private volatile boolean closed;

    Watcher(String url, String token, String cluster) {
        this.uri = URI.create(url + "/api/vms?limit=1&fields=vmid&cluster=" + cluster);
        this.headers = Map.of("Authorization", "Bearer " + token);
        this.revision = Pattern.compile("(?:^|,)" + Pattern.quote(cluster) + "=\\d+\\.(\\d+)");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (!closed) {
            try {
                Answer answer = Http.send("GET", uri, headers, null);
                Instant now = Instant.now();
                Matcher found = revision.matcher(
                        answer.headers().firstValue("Labkeeper-Revision").orElse(""));
                if (answer.status() == 200 && found.find()) {
                    seen.putIfAbsent(Long.parseLong(found.group(1)), now);
                }
            } catch (ProveException notAnswered) {
                System.out.println("the replica did not answer: " + notAnswered.getMessage());
            }
            // Its processor time is the replica's as well.
            Eventually.pause(Duration.ofMillis(1));
        }
    }

    /** When that revision or a later one was shown; null if it never was. */
    Instant shown(long number) {
        Map.Entry<Long, Instant> entry = seen.ceilingEntry(number);
        return entry == null ? null : entry.getValue();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(Duration.ofSeconds(15).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
