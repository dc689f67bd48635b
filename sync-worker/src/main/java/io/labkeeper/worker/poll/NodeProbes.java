package io.labkeeper.worker.poll;

import io.labkeeper.inventory.VmRecord;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Finds out whether nodes can be reached again that could not: one guest on each is asked, another one each time, since one
 * alone may have troubles of its own. A call into a node that is still away takes up to 30 s, so there is one at a time.
 */
final class NodeProbes {
    private final Function<VmRecord, Uni<Void>> ask;
    private final Map<String, Integer> turns = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    /**
     * @param ask asks a guest something that its node has to answer, and notes what that says of the node
     */
    NodeProbes(Function<VmRecord, Uni<Void>> ask) {
        this.ask = ask;
    }

    /** Asks on each of these nodes, beside each other; ends when all have ended. */
    Uni<Void> of(Set<String> nodes, Collection<VmRecord> vms) {
        List<Uni<Void>> probes = nodes.stream()
                .filter(node -> !asked.contains(node))
                .flatMap(node -> next(node, vms).stream())
                .map(this::probe)
                .toList();
        return probes.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(probes).andFailFast().replaceWithVoid();
    }

    private List<VmRecord> next(String node, Collection<VmRecord> vms) {
        List<VmRecord> there = vms.stream()
                .filter(record -> record.vm().node().equals(node))
                .sorted(Comparator.comparingInt(record -> record.vm().vmid()))
                .toList();
        int turn = turns.merge(node, 1, Integer::sum);
        return there.isEmpty() ? List.of() : List.of(there.get(Math.floorMod(turn, there.size())));
    }

    private Uni<Void> probe(VmRecord record) {
        String node = record.vm().node();
        return Uni.createFrom()
                .deferred(() -> asked.add(node)
                        ? ask.apply(record).onTermination().invoke(() -> asked.remove(node))
                        : Uni.createFrom().voidItem());
    }
}
