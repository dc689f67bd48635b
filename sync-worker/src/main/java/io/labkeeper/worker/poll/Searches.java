package io.labkeeper.worker.poll;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Which VMs an address is being searched for; each search has timers of its own, so there is room for a limited number. */
final class Searches {
    private final int most;
    private final Map<Integer, Long> turns = new ConcurrentHashMap<>();
    /** One counter for all, or a late timer of a search that has ended would take the next one of that VM for its own. */
    private final AtomicLong last = new AtomicLong();

    /**
     * @param most at once; whoever finds no room is looked up by the next full sync
     */
    Searches(int most) {
        this.most = most;
    }

    /** Begins a search in place of one that is under way for this VM; the turn by which it is known, empty if there is no room. */
    OptionalLong begin(int vmid) {
        if (turns.size() >= most && !turns.containsKey(vmid)) {
            return OptionalLong.empty();
        }
        long turn = last.incrementAndGet();
        turns.put(vmid, turn);
        return OptionalLong.of(turn);
    }

    /** Whether no later search has taken its place, and it has not ended. */
    boolean current(int vmid, long turn) {
        return turns.getOrDefault(vmid, 0L) == turn;
    }

    void end(int vmid, long turn) {
        turns.remove(vmid, turn);
    }
}
