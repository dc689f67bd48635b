package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.Health;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A replica that is killed and starts anew with an empty memory, while {@code ./lab up} waits for it in the background. */
public final class FreshReader implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Bench bench;
    private final Api reader;
    private final Health health;
    private final CompletableFuture<Void> repaired;

    /** Kills it, and has it started again. */
    public FreshReader(Bench bench, Api reader) {
        this.bench = bench;
        this.reader = reader;
        bench.lab().kill(reader.name());
        this.health = bench.lab().health(reader.name());
        this.repaired = CompletableFuture.runAsync(bench.lab()::repair);
    }

    /**
     * What it says of itself, and what it answers right after that.
     *
     * @param at when the answer was there, on the clock of {@link System#nanoTime()}
     */
    public record Look(long at, boolean ready, Answer answer) {}

    /** Its first answer of any kind to a question for its list. */
    public Look firstAnswer() {
        return Eventually.get(reader.name() + " answers", START, this::look);
    }

    /** Asks now. @return empty if nobody answers */
    public Optional<Look> look() {
        try {
            boolean ready = health.ready();
            Answer answer = reader.get("/api/vms?templates=true");
            return Optional.of(new Look(System.nanoTime(), ready, answer));
        } catch (ProveException nobodyThere) {
            return Optional.empty();
        }
    }

    /** How long after its first answer of any kind it answered with its list. */
    public Duration listAfterFirstAnswer() {
        Look first = firstAnswer();
        Look good = first.answer().status() == 200
                ? first
                : Eventually.get(reader.name() + " answers with its list", START, () -> look().filter(
                                look -> look.answer().status() == 200));
        return Duration.ofNanos(good.at() - first.at());
    }

    /** Waits until the lab is whole again. */
    @Override
    public void close() {
        try {
            repaired.get(3, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            throw new ProveException("the lab could not be repaired: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
        bench.lab().state();
    }
}
