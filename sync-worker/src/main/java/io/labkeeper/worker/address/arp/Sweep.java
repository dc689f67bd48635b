package io.labkeeper.worker.address.arp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which addresses are nudged when. At most {@link #WINDOW} questions are open at once: an address is asked for until the
 * table shows its owner or the kernel has given up. An address that had an owner before it was nudged is doubtful: the kernel
 * goes on showing that owner for some seconds, though it may be gone.
 *
 * <p>No thread, no socket, no clock of its own; used by one thread after the other.
 */
final class Sweep {
    /** Most questions at once: the kernel keeps 1024 neighbours, and others on this machine need some of them. */
    static final int WINDOW = 256;

    private final Deque<String> waiting;
    private final Map<String, Long> asked = new HashMap<>();
    private final long patience;
    private final long settle;
    private boolean doubt;
    private long lastDoubt;

    Sweep(Collection<String> addresses, Duration patience, Duration settle) {
        this.waiting = new ArrayDeque<>(addresses);
        this.patience = patience.toNanos();
        this.settle = settle.toNanos();
    }

    /**
     * Takes note of what the table shows, and says whom to nudge now.
     *
     * @param owned addresses whose owner the table shows
     * @param now in nanoseconds, of any origin
     */
    List<String> next(Set<String> owned, long now) {
        asked.entrySet()
                .removeIf(question -> owned.contains(question.getKey()) || now - question.getValue() >= patience);
        List<String> nudges = new ArrayList<>();
        while (asked.size() < WINDOW && !waiting.isEmpty()) {
            String address = waiting.poll();
            if (owned.contains(address)) {
                doubt = true;
                lastDoubt = now;
            }
            asked.put(address, now);
            nudges.add(address);
        }
        return nudges;
    }

    /** The kernel could not take this nudge now: its turn comes again. */
    void putBack(String address) {
        asked.remove(address);
        waiting.addFirst(address);
    }

    /** Whether the table, read after that moment, tells the truth about all addresses. */
    boolean done(long now) {
        return waiting.isEmpty() && asked.isEmpty() && !(doubt && now - lastDoubt < settle);
    }
}
