package io.labkeeper.worker.poll;

import io.smallrye.mutiny.Uni;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Collects VMs for which something is to be done, and does it for all of them together, one round after the other: those that come
 * within a moment are one round, and so are those that come while a round is under way. Safe to use from any thread.
 */
final class Rounds {
    private final Consumer<Runnable> soon;
    private final Function<List<Integer>, Uni<Void>> work;
    private final Set<Integer> waiting = new LinkedHashSet<>(); // guarded by this
    /** A round is under way or will be soon. */
    private boolean planned; // guarded by this

    /**
     * @param soon runs what it is given after a moment
     * @param work for these vmids, none of them twice; ends by itself, and tells its failure itself
     */
    Rounds(Consumer<Runnable> soon, Function<List<Integer>, Uni<Void>> work) {
        this.soon = soon;
        this.work = work;
    }

    void add(int vmid) {
        synchronized (this) {
            waiting.add(vmid);
            if (planned) {
                return;
            }
            planned = true;
        }
        soon.accept(this::round);
    }

    private void round() {
        Uni.createFrom().deferred(() -> work.apply(take())).subscribe().with(done -> ended(), failure -> ended());
    }

    private synchronized List<Integer> take() {
        List<Integer> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    private void ended() {
        synchronized (this) {
            planned = !waiting.isEmpty();
            if (!planned) {
                return;
            }
        }
        soon.accept(this::round);
    }
}
