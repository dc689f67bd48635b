package io.labkeeper.bench.actions;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.lab.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one replica tells in its event stream, the way a browser hears it, with the time at which it was heard. One wish a VM at a time.
 */
final class Sightings implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final String replica;
    private final Stream<String> lines;
    private final Map<VmRef, Wish> wishes = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> snapshot = new CompletableFuture<>();
    private volatile String event = "";

    private record Wish(Predicate<JsonNode> of, CompletableFuture<Instant> seen) {}

    /** Connects; events are heard from then on. */
    Sightings(Part replica, String token) {
        this.replica = replica.name();
        this.lines = open(replica, token);
        Thread reader = new Thread(this::read, "events of " + replica.name());
        reader.setDaemon(true);
        reader.start();
        get(snapshot, "the first event", CONNECT);
    }

    private static Stream<String> open(Part replica, String token) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(replica.url() + "/api/vms/events"))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream")
                .build();
        try {
            HttpResponse<Stream<String>> answer = HttpClient.newBuilder()
                    .connectTimeout(CONNECT)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofLines());
            if (answer.statusCode() != 200) {
                throw new ProveException(replica.name() + " answered " + answer.statusCode() + " to the stream");
            }
            return answer.body();
        } catch (IOException e) {
            throw new ProveException("no event stream of " + replica.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
    }

    private void read() {
        try {
            lines.forEach(this::line);
            ended(new ProveException("the event stream of " + replica + " has ended"));
        } catch (UncheckedIOException e) {
            ended(new ProveException("the event stream of " + replica + " broke", e));
        }
    }

    /** Nobody waits any longer for what will not be told; at our own end nobody does. */
    private void ended(ProveException why) {
        snapshot.completeExceptionally(why);
        wishes.values().forEach(wish -> wish.seen().completeExceptionally(why));
    }

    private void line(String line) {
        if (line.startsWith("event: ")) {
            event = line.substring("event: ".length());
        } else if (line.startsWith("data: ") && event.equals("change")) {
            changed(Json.parse(line.substring("data: ".length())), Instant.now());
        } else if (line.startsWith("data: ")) {
            snapshot.complete(null);
        }
    }

    private void changed(JsonNode change, Instant now) {
        for (JsonNode vm : change.path("upserts")) {
            Wish wish = wishes.get(
                    new VmRef(vm.path("cluster_id").asText(), vm.path("vmid").asInt()));
            if (wish != null && wish.of().test(vm)) {
                wish.seen().complete(now);
            }
        }
    }

    /** When the VM is first told to be like that, from this call on. */
    CompletableFuture<Instant> of(VmRef vm, Predicate<JsonNode> like) {
        CompletableFuture<Instant> seen = new CompletableFuture<>();
        wishes.put(vm, new Wish(like, seen));
        return seen;
    }

    /** @throws ProveException if it is not told within the limit */
    Instant await(CompletableFuture<Instant> seen, String what, Duration limit) {
        return get(seen, what, limit);
    }

    private <T> T get(CompletableFuture<T> future, String what, Duration limit) {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new ProveException(replica + " has not told within " + limit.toSeconds() + " s: " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
