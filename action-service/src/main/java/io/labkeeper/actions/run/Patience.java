package io.labkeeper.actions.run;

import io.labkeeper.time.DatabaseClock;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a run bears with a cluster that does not answer: a question is asked again, and an order of which verifiably nothing was sent is
 * sent again, with growing pauses. Used by one run, whose calls follow each other.
 */
final class Patience {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Duration limit;
    private final DatabaseClock clock;
    private Instant firstUnsent;
    private int unsent;

    /** @param limit for each question, and for all tries of the order from the first that sent nothing */
    Patience(Duration limit, DatabaseClock clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** Asks until there is an answer or a failure that will not pass; at last fails as the last try did. */
    <T> Uni<T> asking(Uni<T> question) {
        return question.onFailure(ProxmoxFailures::passing)
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .expireIn(limit.toMillis())
                .onFailure(IllegalStateException.class)
                .transform(Repeating::lastFailure);
    }

    /** Nothing of the order was sent. @return whether to try once more */
    boolean lasts() {
        Instant now = clock.now();
        if (firstUnsent == null) {
            firstUnsent = now;
        }
        return now.isBefore(firstUnsent.plus(limit));
    }

    /** Before the order is tried once more; counts the try that sent nothing. */
    Uni<Void> pause() {
        unsent++;
        return Uni.createFrom().voidItem().onItem().delayIt().by(pauseAfter(unsent));
    }

    private static Duration pauseAfter(int tries) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries - 1, 4));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** How many tries are known to have sent nothing. */
    int unsent() {
        return unsent;
    }
}
