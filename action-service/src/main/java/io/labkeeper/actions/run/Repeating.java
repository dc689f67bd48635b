package io.labkeeper.actions.run;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Asking again until there is an answer. */
final class Repeating {

    private Repeating() {}

    /** Runs rounds one after the other, with a pause after each that found nothing. The rounds themselves must end some day. */
    static <T> Uni<T> until(Supplier<Uni<Optional<T>>> round, Supplier<Duration> pause) {
        return Uni.createFrom().deferred(round::get).chain(found -> found.map(
                        answer -> Uni.createFrom().item(answer))
                .orElseGet(() -> afterPause(round, pause)));
    }

    /** Mutiny says of a retry whose time has run out that it is exhausted; what really failed is the cause. */
    static Throwable lastFailure(Throwable exhausted) {
        return exhausted.getCause() == null ? exhausted : exhausted.getCause();
    }

    private static <T> Uni<T> afterPause(Supplier<Uni<Optional<T>>> round, Supplier<Duration> pause) {
        return Uni.createFrom().voidItem().onItem().delayIt().by(pause.get()).chain(() -> until(round, pause));
    }
}
