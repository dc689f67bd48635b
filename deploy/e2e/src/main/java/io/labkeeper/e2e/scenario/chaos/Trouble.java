package io.labkeeper.e2e.scenario.chaos;

import io.labkeeper.e2e.scenario.Bench;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Something that goes wrong, and how it is put right again.
 *
 * @param what in words, the same for the same seed
 * @param kills the part that it ends; empty if no process ends
 * @param strike does it
 * @param heal undoes it; what has ended is not yet started again by that
 */
record Trouble(String what, Optional<String> kills, Consumer<Bench> strike, Consumer<Bench> heal) {

    static Trouble ending(String what, String part, Consumer<Bench> strike) {
        return new Trouble(what + " " + part, Optional.of(part), strike, bench -> {});
    }

    static Trouble of(String what, Consumer<Bench> strike, Consumer<Bench> heal) {
        return new Trouble(what, Optional.empty(), strike, heal);
    }

    static Trouble once(String what, Consumer<Bench> strike) {
        return of(what, strike, bench -> {});
    }
}
