package io.labkeeper.actions.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestGateTest {
    private final AtomicLong now = new AtomicLong();
    private final RequestGate gate = new RequestGate(
            new OneAtATime(), new DatabasePulse(now::get, () -> Uni.createFrom().nothing()));
    private final List<UniEmitter<? super String>> working = new CopyOnWriteArrayList<>();

    private record OneAtATime() implements RequestsConfig {
        @Override
        public Duration silence() {
            return Duration.ofSeconds(1);
        }

        @Override
        public int atOnce() {
            return 1;
        }

        @Override
        public int waiting() {
            return 10;
        }

        @Override
        public int questionsAtOnce() {
            return 1;
        }

        @Override
        public int questionsWaiting() {
            return 10;
        }

        @Override
        public Duration longestStatement() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Duration longestTransaction() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Duration longestWait() {
            return Duration.ofMinutes(1);
        }
    }

    private UniAssertSubscriber<String> arrive() {
        return gate.admitted(deadline -> Uni.createFrom().<String>emitter(working::add))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    /** Its transaction still has its connection, and all of these together must leave some to the runner. */
    @Test
    void workThatTakesTooLongKeepsItsPlaceUntilItEnds() {
        UniAssertSubscriber<String> slow = arrive();
        arrive();
        now.set(Duration.ofSeconds(6).toNanos());

        slow.awaitFailure(Duration.ofSeconds(30)).assertFailedWith(TooSlow.class);

        assertThat(working).hasSize(1);
        working.get(0).complete("late");
        assertThat(working).hasSize(2);
    }
}
