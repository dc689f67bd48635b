package io.labkeeper.worker.poll;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The rounds of a search: the guests are asked, and after them the network, which may take a minute or two. So the network's rounds are
 * rounds of their own: who is started while one is under way has its turn with the guests all the same. Who has waited longest for a turn
 * comes first; who had none in a round is in the next one, and is not looked for in the network before. Safe to use from any thread.
 */
final class SearchRounds {
    private final Searches searches;
    private final Rounds guests;
    private final Rounds network;

    /** Asks guests, the first ones first. */
    interface Guests {
        /**
         * @param leftOut to be filled with those for whom there was no time; it takes them from any thread
         * @return ends within a limit
         */
        Uni<Void> ask(List<Integer> vmids, Set<Integer> leftOut);
    }

    /**
     * @param soon runs what it is given after a moment
     * @param askNetwork for all who had their turn in a round of guests, whatever came of it; ends by itself
     */
    SearchRounds(
            Consumer<Runnable> soon,
            Searches searches,
            Guests askGuests,
            Function<List<Integer>, Uni<Void>> askNetwork) {
        this.searches = searches;
        this.network = new Rounds(soon, askNetwork);
        this.guests = new Rounds(soon, vmids -> round(askGuests, vmids));
    }

    void add(int vmid) {
        guests.add(vmid);
    }

    private Uni<Void> round(Guests askGuests, List<Integer> vmids) {
        List<Integer> inOrder = searches.longestWaitingFirst(vmids);
        Set<Integer> leftOut = ConcurrentHashMap.newKeySet();
        return Uni.createFrom()
                .deferred(() -> askGuests.ask(inOrder, leftOut))
                .onTermination()
                .invoke(() -> inOrder.forEach(vmid -> asked(vmid, leftOut.contains(vmid))));
    }

    private void asked(int vmid, boolean leftOut) {
        if (!leftOut) {
            searches.hadTurn(vmid);
            network.add(vmid);
        } else if (searches.underWay(vmid)) {
            guests.add(vmid);
        }
    }
}
