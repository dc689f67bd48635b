package io.labkeeper.e2e.scenario.chaos;

import io.labkeeper.e2e.scenario.Bench;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Something that goes wrong, and how it is put right again.
 *
 * @param what in words, the same for the same seed
 * @param part the one process that it ends or freezes; empty if it is another kind of trouble
 * @param ends whether it ends that process
 * @param strike does it
 * @param heal undoes it; what has ended is not yet started again by that
 */
record Trouble(String what, Optional<String> part, boolean ends, Consumer<Bench> strike, Consumer<Bench> heal) {

    static Trouble ending(String what, String part, Consumer<Bench> strike) {
        return new Trouble(what + " " + part, Optional.of(part), true, strike, bench -> {});
    }

    static Trouble of(String what, Consumer<Bench> strike, Consumer<Bench> heal) {
        return new Trouble(what, Optional.empty(), false, strike, heal);
    }

    static Trouble freezing(String part) {
        return new Trouble(
                "freeze " + part, Optional.of(part), false, bench -> bench.lab().stop(part), bench -> bench.lab()
                        .go(part));
    }

    /** The part that it ends; empty if no process ends. */
    Optional<String> kills() {
        return ends ? part : Optional.empty();
    }

    /** Whether both can be had at once: a process suffers one of them at a time. */
    boolean goesWith(Trouble other) {
        return !what.equals(other.what()) && (part.isEmpty() || !part.equals(other.part()));
    }

    static Trouble once(String what, Consumer<Bench> strike) {
        return of(what, strike, bench -> {});
    }
}
