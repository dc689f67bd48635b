package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks at one VM through one replica again and again, and keeps everything it saw. */
public final class VmWatch implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(20);
    private static final Duration LAST_LOOK = Duration.ofSeconds(11);

    private final Api reader;
    private final VmRef vm;
    private final List<Look> looks = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * What one answer showed.
     *
     * @param at when it was there, on the clock of {@link System#nanoTime()}
     * @param status of the VM; null if it is not there, the failure if the answer is none
     * @param pending id of the open action, null if there is none
     */
    public record Look(long at, String status, String pending) {}

    public VmWatch(Api reader, VmRef vm) {
        this.reader = reader;
        this.vm = vm;
        this.thread = new Thread(this::look, "watch " + reader.name());
        thread.setDaemon(true);
        thread.start();
    }

    public String reader() {
        return reader.name();
    }

    private void look() {
        while (!closed) {
            keep(oneLook());
            Eventually.pause(EVERY);
        }
    }

    private Look oneLook() {
        try {
            Optional<JsonNode> shown = reader.find(vm);
            return new Look(
                    System.nanoTime(),
                    shown.map(found -> found.path("status").asText(null)).orElse(null),
                    shown.map(found -> found.path("pending_action").path("id").asText(null))
                            .orElse(null));
        } catch (ProveException badAnswer) {
            return new Look(System.nanoTime(), badAnswer.getMessage(), null);
        }
    }

    private synchronized void keep(Look look) {
        looks.add(look);
    }

    /** Everything seen at that time or later. */
    public synchronized List<Look> since(long nanos) {
        return looks.stream().filter(look -> look.at() >= nanos).toList();
    }

    /**
     * The first look of that kind at that time or later.
     *
     * @throws ProveException if it does not come within the limit
     */
    public Look await(String what, long since, Duration limit, Predicate<Look> kind) {
        return Eventually.get(reader.name() + ": " + vm + " " + what, limit, () -> first(since, kind));
    }

    private Optional<Look> first(long since, Predicate<Look> kind) {
        return since(since).stream().filter(kind).findFirst();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(LAST_LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
