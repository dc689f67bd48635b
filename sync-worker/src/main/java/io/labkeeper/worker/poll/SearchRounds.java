package io.labkeeper.worker.poll;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The rounds of a search: the guests are asked, and after them the network, which may take a minute or two. So the network's rounds are
 * rounds of their own: who is started while one is under way has its turn with the guests all the same. Safe to use from any thread.
 */
final class SearchRounds {
    private final Rounds guests;
    private final Rounds network;

    /**
     * @param soon runs what it is given after a moment
     * @param askGuests ends within a limit
     * @param askNetwork for all who were in a round of guests, whatever came of it; ends by itself
     */
    SearchRounds(
            Consumer<Runnable> soon,
            Function<List<Integer>, Uni<Void>> askGuests,
            Function<List<Integer>, Uni<Void>> askNetwork) {
        this.network = new Rounds(soon, askNetwork);
        this.guests = new Rounds(
                soon, vmids -> askGuests.apply(vmids).onTermination().invoke(() -> vmids.forEach(network::add)));
    }

    void add(int vmid) {
        guests.add(vmid);
    }
}
