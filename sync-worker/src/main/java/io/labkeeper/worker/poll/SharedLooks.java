package io.labkeeper.worker.poll;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One look at a VM for all who want it at about the same time: who comes while it is under way, or within 2 s of its begin,
 * gets its answer. So a VM is asked at most every 2 s, however many callers there are and whatever it answers.
 */
final class SharedLooks {
    static final Duration BOUND = Duration.ofSeconds(2);
    private static final int SWEPT_ABOVE = 100;

    private final Map<Integer, Look> looks = new ConcurrentHashMap<>();

    /** @param over whether the answer is there */
    private record Look(Instant began, AtomicBoolean over, Uni<VmWatch.Sight> answer) {
        boolean serves(Instant now) {
            return !over.get() || began.plus(BOUND).isAfter(now);
        }
    }

    /**
     * @param now when this was wanted
     * @param ask begins a look when it is subscribed to; must end by itself
     */
    Uni<VmWatch.Sight> at(int vmid, Instant now, Supplier<Uni<VmWatch.Sight>> ask) {
        if (looks.size() > SWEPT_ABOVE) {
            looks.values().removeIf(look -> !look.serves(now));
        }
        return looks.compute(vmid, (number, look) -> look != null && look.serves(now) ? look : begin(now, ask))
                .answer();
    }

    private static Look begin(Instant now, Supplier<Uni<VmWatch.Sight>> ask) {
        AtomicBoolean over = new AtomicBoolean();
        Uni<VmWatch.Sight> answer = Uni.createFrom()
                .deferred(() -> ask.get())
                .onTermination()
                .invoke(() -> over.set(true))
                .memoize()
                .indefinitely();
        return new Look(now, over, answer);
    }
}
