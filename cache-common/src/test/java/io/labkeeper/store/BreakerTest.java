package io.labkeeper.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final AtomicLong nanos = new AtomicLong();
    private final Breaker breaker = new Breaker(3, Duration.ofSeconds(3), nanos::get);

    @Test
    void a_few_failures_do_not_stop_the_questions() {
        fail(2);

        assertThat(breaker.allows()).isTrue();
    }

    @Test
    void many_failures_stop_them_for_the_pause() {
        fail(3);
        pass(Duration.ofMillis(2_999));

        assertThat(breaker.allows()).isFalse();
    }

    @Test
    void after_the_pause_one_question_is_let_through() {
        fail(3);
        pass(Duration.ofSeconds(3));

        assertThat(breaker.allows()).isTrue();
        assertThat(breaker.allows()).isFalse();
    }

    @Test
    void its_answer_opens_the_way_again() {
        fail(3);
        pass(Duration.ofSeconds(3));
        breaker.allows();
        breaker.succeeded();

        assertThat(breaker.allows()).isTrue();
    }

    @Test
    void its_failure_closes_it_for_another_pause() {
        fail(3);
        pass(Duration.ofSeconds(3));
        breaker.allows();
        fail(1);
        pass(Duration.ofMillis(2_999));

        assertThat(breaker.allows()).isFalse();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
