package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulkheadTest {

    private final Bulkhead bulkhead = new Bulkhead(2, Duration.ofSeconds(30));
    private final List<UniEmitter<? super String>> running = new ArrayList<>();

    private UniAssertSubscriber<String> call() {
        return bulkhead.run(() -> Uni.createFrom().<String>emitter(running::add))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void callsBeyondTheLimitWaitForAnEnd() {
        call();
        call();
        UniAssertSubscriber<String> third = call();
        assertThat(running).hasSize(2);

        running.get(0).complete("done");
        running.get(2).complete("third");

        third.assertCompleted().assertItem("third");
    }

    @Test
    void aFailureMakesRoomToo() {
        call();
        call();
        call();

        running.get(0).fail(new IllegalStateException());

        assertThat(running).hasSize(3);
    }

    @Test
    void aRunningCallThatIsGivenUpMakesRoomOnce() {
        UniAssertSubscriber<String> first = call();
        call();
        call();
        call();

        first.cancel();
        first.cancel();

        assertThat(running).hasSize(3);
    }

    @Test
    void aWaitingCallThatIsGivenUpNeverRuns() {
        call();
        call();
        UniAssertSubscriber<String> third = call();
        UniAssertSubscriber<String> fourth = call();

        third.cancel();
        running.get(0).complete("done");
        running.get(2).complete("fourth");

        fourth.assertCompleted().assertItem("fourth");
        assertThat(running).hasSize(3);
    }

    @Test
    void waitingHasAnEnd() {
        // Long enough for the first to get its place on a busy machine: it waits for it, too.
        Bulkhead hasty = new Bulkhead(1, Duration.ofMillis(500));
        hasty.run(() -> Uni.createFrom().<String>emitter(running::add))
                .subscribe()
                .with(item -> {});

        UniAssertSubscriber<String> second = hasty.run(() -> Uni.createFrom().item("never"))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());

        second.awaitFailure(Duration.ofSeconds(20)).assertFailedWith(ProxmoxException.Busy.class);
    }

    @Test
    void everythingIsFreeAgainAfterManyCalls() {
        for (int i = 0; i < 100; i++) {
            call();
        }
        for (int i = 0; i < 100; i++) {
            running.get(i).complete("done");
        }

        call();
        call();
        assertThat(running).hasSize(102);
    }

    private void waiting(Bulkhead one, Bulkhead.Priority priority, String name, List<String> began) {
        one.run(priority, () -> {
                    began.add(name);
                    return Uni.createFrom().<String>emitter(running::add);
                })
                .subscribe()
                .with(item -> {});
    }

    @Test
    void ordersGoFirstAndReadsAreNotForgotten() {
        Bulkhead narrow = new Bulkhead(1, Duration.ofSeconds(30));
        List<String> began = new ArrayList<>();
        waiting(narrow, Bulkhead.Priority.READ, "running", began);
        for (int i = 1; i <= 3; i++) {
            waiting(narrow, Bulkhead.Priority.READ, "read-" + i, began);
        }
        for (int i = 1; i <= 5; i++) {
            waiting(narrow, Bulkhead.Priority.URGENT, "order-" + i, began);
        }

        for (int i = 0; i < 9; i++) {
            running.get(i).complete("done");
        }

        assertThat(began)
                .containsExactly(
                        "running", "order-1", "order-2", "order-3", "read-1", "order-4", "order-5", "read-2", "read-3");
    }
}
