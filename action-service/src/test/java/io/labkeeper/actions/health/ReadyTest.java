package io.labkeeper.actions.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class ReadyTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void nobodyIsReadyBeforeTheRehearsalIsOver() {
        Rehearsal rehearsal = new Rehearsal();
        Ready ready = new Ready(rehearsal);
        AtomicReference<Runnable> end = new AtomicReference<>();
        assertThat(ready.call().getStatus()).isEqualTo(Status.DOWN);

        rehearsal
                .untilItGoesWell(Uni.createFrom().emitter(emitter -> end.set(() -> emitter.complete(null))))
                .subscribe()
                .with(over -> {});

        assertThat(ready.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(said(ready.call())).isEqualTo("not over yet");
        end.get().run();
        assertThat(ready.call().getStatus()).isEqualTo(Status.UP);
        assertThat(said(ready.call())).isEqualTo("went well");
    }

    @Test
    void aRehearsalThatFailsIsRepeatedAndNobodyIsReadyMeanwhile() {
        Rehearsal rehearsal = new Rehearsal(MILLISECOND, Duration.ofHours(1));
        Ready ready = new Ready(rehearsal);
        AtomicReference<Runnable> third = new AtomicReference<>();
        Uni<Void> failingTwice = Uni.createFrom().emitter(emitter -> {
            if (tries.incrementAndGet() < 3) {
                emitter.fail(new IllegalStateException("no such table"));
            } else {
                third.set(() -> emitter.complete(null));
            }
        });

        rehearsal.untilItGoesWell(failingTwice).subscribe().with(over -> {});

        await().atMost(SOON).until(() -> third.get() != null);
        assertThat(ready.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(said(ready.call())).isEqualTo("failed: no such table");
        third.get().run();
        assertThat(ready.call().getStatus()).isEqualTo(Status.UP);
        assertThat(said(ready.call())).isEqualTo("went well");
    }

    @Test
    void whatFailsForTooLongIsReadyAllTheSameAndSaysWhy() {
        Rehearsal rehearsal = new Rehearsal(MILLISECOND, Duration.ofMillis(50));
        Ready ready = new Ready(rehearsal);

        rehearsal
                .untilItGoesWell(Uni.createFrom().failure(new IllegalStateException("no such table")))
                .await()
                .atMost(SOON);

        assertThat(ready.call().getStatus()).isEqualTo(Status.UP);
        assertThat(said(ready.call())).isEqualTo("failed: no such table");
    }

    private static Object said(HealthCheckResponse answer) {
        return answer.getData().orElseThrow().get("rehearsal");
    }
}
