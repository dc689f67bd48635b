package io.labkeeper.worker.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SerialTest {
    private final Serial serial = new Serial();
    private final List<String> log = new ArrayList<>();

    @Test
    void the_next_begins_when_the_one_before_has_ended() {
        AtomicReference<UniEmitter<? super String>> first = new AtomicReference<>();
        run(Uni.createFrom().<String>emitter(first::set), "first");
        run(Uni.createFrom().item("second"), "second");
        assertThat(log).containsExactly("first begins");

        first.get().complete("first");

        assertThat(log).containsExactly("first begins", "second begins", "second ends", "first ends");
    }

    @Test
    void a_failure_stops_nobody_else() {
        run(Uni.createFrom().failure(new IllegalStateException("broken")), "first");
        serial.run(() -> {
                    throw new IllegalStateException("broken at once");
                })
                .subscribe()
                .with(item -> log.add("never"), failure -> log.add(failure.getMessage()));
        run(Uni.createFrom().item("third"), "third");

        assertThat(log).containsExactly("first begins", "broken", "broken at once", "third begins", "third ends");
    }

    @Test
    void a_long_queue_of_work_that_ends_at_once_does_not_grow_the_stack() {
        AtomicReference<UniEmitter<? super String>> first = new AtomicReference<>();
        AtomicInteger ended = new AtomicInteger();
        run(Uni.createFrom().<String>emitter(first::set), "first");
        for (int i = 0; i < 100_000; i++) {
            serial.run(() -> Uni.createFrom().item("nothing changed"))
                    .subscribe()
                    .with(item -> ended.incrementAndGet());
        }

        first.get().complete("first");

        assertThat(ended).hasValue(100_000);
        run(Uni.createFrom().item("later"), "later");
        assertThat(log).endsWith("later begins", "later ends");
    }

    private void run(Uni<String> work, String name) {
        serial.run(() -> {
                    log.add(name + " begins");
                    return work;
                })
                .subscribe()
                .with(item -> log.add(item + " ends"), failure -> log.add(failure.getMessage()));
    }
}
