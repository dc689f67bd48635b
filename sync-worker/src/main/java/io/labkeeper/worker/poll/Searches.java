package io.labkeeper.worker.poll;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Which VMs an address is being searched for, and whose turn to be asked was when; each search has timers of its own, so there is room for
 * a limited number. Safe to use from any thread.
 */
final class Searches {
    private static final Search NONE = new Search(0, 0, false);

    private final int most;
    private final Map<Integer, Search> searches = new ConcurrentHashMap<>();
    /** One counter for all, or a late timer of a search that has ended would take the next one of that VM for its own. */
    private final AtomicLong begun = new AtomicLong();

    private final AtomicLong turns = new AtomicLong();

    /**
     * A search.
     *
     * @param number by which it is known, from 1
     * @param turn when it last had its turn, as the number of that turn; 0 if it had none yet
     * @param last whether it ends with its next turn
     */
    private record Search(long number, long turn, boolean last) {}

    /**
     * @param most at once; whoever finds no room is looked up by the next full sync
     */
    Searches(int most) {
        this.most = most;
    }

    /** Begins a search in place of one that is under way for this VM; the number by which it is known, empty if there is no room. */
    OptionalLong begin(int vmid) {
        if (searches.size() >= most && !searches.containsKey(vmid)) {
            return OptionalLong.empty();
        }
        long number = begun.incrementAndGet();
        searches.put(vmid, new Search(number, 0, false));
        return OptionalLong.of(number);
    }

    /** Whether no later search has taken its place, and it has not ended. */
    boolean current(int vmid, long number) {
        return searches.getOrDefault(vmid, NONE).number() == number;
    }

    /** Whether this VM is being searched for. */
    boolean underWay(int vmid) {
        return searches.containsKey(vmid);
    }

    void end(int vmid, long number) {
        searches.computeIfPresent(vmid, (id, search) -> search.number() == number ? null : search);
    }

    /** It ends with its next turn, however long it has to wait for that. */
    void last(int vmid, long number) {
        searches.computeIfPresent(
                vmid, (id, search) -> search.number() == number ? new Search(number, search.turn(), true) : search);
    }

    /** This VM had its turn, whatever came of it. */
    void hadTurn(int vmid) {
        searches.computeIfPresent(
                vmid,
                (id, search) -> search.last() ? null : new Search(search.number(), turns.incrementAndGet(), false));
    }

    /** Those who had no turn yet, in their order, and then the others, the latest turn last. */
    List<Integer> longestWaitingFirst(Collection<Integer> vmids) {
        Map<Integer, Long> turn = vmids.stream()
                .collect(Collectors.toMap(
                        vmid -> vmid, vmid -> searches.getOrDefault(vmid, NONE).turn()));
        return vmids.stream().sorted(Comparator.comparing(turn::get)).toList();
    }
}
