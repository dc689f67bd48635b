package io.labkeeper.reader.events;

import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How many streams are open, in all and per user. */
@ApplicationScoped
class StreamLimits {
    private static final Duration LATER = Duration.ofSeconds(5);

    private final EventsConfig config;
    private final Map<String, Integer> byUser = new HashMap<>();
    private int open;

    StreamLimits(EventsConfig config) {
        this.config = config;
    }

    /**
     * Takes a place for a stream of this user; give it back.
     *
     * @throws ProblemException if there is none
     */
    synchronized void take(String user) {
        int own = byUser.getOrDefault(user, 0);
        if (own >= config.streamsPerUser()) {
            throw new ProblemException(
                            ProblemType.TOO_MANY_REQUESTS,
                            "You have " + own + " streams of events open; close one of them first.")
                    .retryAfter(LATER);
        }
        if (open >= config.streams()) {
            throw new ProblemException(
                            ProblemType.TOO_MANY_STREAMS, "This replica holds as many streams of events as it may.")
                    .retryAfter(LATER);
        }
        byUser.put(user, own + 1);
        open++;
    }

    synchronized void giveBack(String user) {
        open--;
        byUser.computeIfPresent(user, (name, own) -> own == 1 ? null : own - 1);
    }

    synchronized int open() {
        return open;
    }
}
