package io.labkeeper.lab.launch;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.Part;
import io.labkeeper.lab.state.PrivateFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Waits until parts are ready, saying how it goes. */
final class Awaiter {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration FIRST_WORD = Duration.ofSeconds(1);
    private static final Duration NEXT_WORD = Duration.ofSeconds(5);
    private static final int LOG_LINES = 15;

    private final Console console;
    private final Health health;

    Awaiter(Console console, Health health) {
        this.console = console;
        this.health = health;
    }

    /** @throws LabError if one ends or is not ready in time, with the end of its log */
    void ready(List<Part> parts) {
        List<Part> waiting = new ArrayList<>(parts);
        long start = System.nanoTime();
        long nextWord = start + FIRST_WORD.toNanos();
        while (true) {
            List<Part> asked = List.copyOf(waiting);
            List<Boolean> ready = Together.with(asked, this::isReady);
            waiting.removeIf(part -> ready.get(asked.indexOf(part)));
            if (waiting.isEmpty()) {
                return;
            }
            long now = System.nanoTime();
            if (now - start > LIMIT.toNanos()) {
                throw late(waiting.get(0));
            }
            if (now > nextWord) {
                console.say("          waiting for " + names(waiting));
                nextWord = now + NEXT_WORD.toNanos();
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    private boolean isReady(Part part) {
        if (part.isOurs() && part.running().isEmpty()) {
            throw LabError.failed(
                    part.name() + " has ended during its start; the end of " + part.log() + ":\n" + tail(part));
        }
        boolean ready = health.problem(part).isEmpty();
        if (ready && !part.kind().equals(Part.PROXY)) {
            console.part("ready", part.name(), part.url());
        }
        return ready;
    }

    private LabError late(Part part) {
        Optional<String> problem = health.problem(part);
        return LabError.failed(part.name() + " is not ready after " + LIMIT.toSeconds() + " s ("
                + problem.orElse("it just became so") + "); the end of " + part.log() + ":\n" + tail(part));
    }

    private static String tail(Part part) {
        List<String> lines = PrivateFiles.read(Path.of(part.log())).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    private static String names(List<Part> parts) {
        return String.join(", ", parts.stream().map(Part::name).toList());
    }
}
