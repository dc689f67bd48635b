package io.labkeeper.reader.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GuardTest {
    private final AtomicInteger faults = new AtomicInteger();
    private final Guard guard = new Guard(faults::incrementAndGet);

    @Test
    void a_periodic_task_goes_on_after_an_error_and_the_error_is_counted() throws InterruptedException {
        CountDownLatch three = new CountDownLatch(3);
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        try {
            thread.scheduleWithFixedDelay(
                    guard.around(() -> {
                        three.countDown();
                        throw new StackOverflowError("as deep as it goes");
                    }),
                    0,
                    1,
                    TimeUnit.MILLISECONDS);

            assertThat(three.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            thread.shutdownNow();
        }
        assertThat(faults).hasValueGreaterThanOrEqualTo(2);
    }

    @Test
    void what_goes_well_is_not_counted() {
        guard.around(() -> {}).run();

        assertThat(faults).hasValue(0);
    }
}
