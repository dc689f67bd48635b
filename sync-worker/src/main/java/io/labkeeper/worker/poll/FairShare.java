package io.labkeeper.worker.poll;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How the clusters are shared out at one moment, and what a worker makes of it. Pure. During a roll-out workers may know different
 * clusters: each cluster is shared among those who know it, and is given back only for one of them.
 *
 * <p>Nothing swings: a cluster moves only from a worker to one that holds two less, and all workers make the same moves of the same
 * picture, each its own part of them.
 *
 * @param self this worker
 * @param living the workers that live, this one included, by their ids
 */
record FairShare(String self, Map<String, Member> living) {

    /**
     * A worker that lives.
     *
     * @param knows the clusters that it could look after; null if it does not tell, and so may know any
     * @param holds those whose leases it has
     */
    record Member(Set<String> knows, Set<String> holds) {
        boolean couldTake(String cluster) {
            return knows == null || knows.contains(cluster);
        }
    }

    /** A cluster goes from one worker to another. */
    private record Move(String from, String cluster, String to) {}

    /** Nobody else is known: all is ours. */
    static FairShare alone(String self, Collection<String> clusters) {
        return new FairShare(self, Map.of(self, new Member(Set.copyOf(clusters), Set.of())));
    }

    /**
     * How much this worker holds when all is fair: its part of each cluster that it knows, or more if others know too few to take
     * their parts.
     */
    int share() {
        double parts = clusters().stream()
                .filter(this::couldTake)
                .mapToDouble(cluster -> 1.0 / takers(cluster).size())
                .sum();
        int rounded = (int) Math.ceil(parts - 1e-9);
        return Math.max(rounded, fair(Set.of()).get(self).size());
    }

    /**
     * How long a lease must have been free before this worker takes it: not at all below its share; above, in proportion to what it
     * holds, so that whoever holds less goes first.
     *
     * @param claimed what it holds or is about to take
     * @param step a little longer than others need to notice that a lease is free
     * @param most the longest, since a cluster must not be left alone
     */
    Duration patience(int claimed, Duration step, Duration most) {
        return patience(share(), claimed, step, most);
    }

    static Duration patience(int share, int claimed, Duration step, Duration most) {
        if (claimed < share) {
            return Duration.ZERO;
        }
        Duration patience = step.multipliedBy(claimed - share + 1L);
        return patience.compareTo(most) > 0 ? most : patience;
    }

    /**
     * The clusters that this worker should give back, each for the sake of another that knows it.
     *
     * @param kept those of its own that it had better not
     */
    Set<String> handOvers(Set<String> kept) {
        Set<String> given = new TreeSet<>(living.get(self).holds());
        given.removeAll(fair(kept).get(self));
        return given;
    }

    /** The same, whichever they are. */
    Set<String> handOvers() {
        return handOvers(Set.of());
    }

    /** How many leases this worker should give back for the sake of others. */
    int surplus() {
        return handOvers().size();
    }

    /** What each worker would hold: what is free goes to whoever holds least, and then one after the other moves. */
    private Map<String, Set<String>> fair(Set<String> kept) {
        Map<String, Set<String>> held = new TreeMap<>();
        living.forEach((id, member) -> held.put(id, new TreeSet<>(member.holds())));
        Set<String> free = clusters();
        held.values().forEach(free::removeAll);
        free.forEach(cluster -> takers(cluster).stream()
                .min(Comparator.comparingInt(id -> held.get(id).size()))
                .ifPresent(id -> held.get(id).add(cluster)));
        for (Optional<Move> move = next(held, kept); move.isPresent(); move = next(held, kept)) {
            held.get(move.get().from()).remove(move.get().cluster());
            held.get(move.get().to()).add(move.get().cluster());
        }
        return held;
    }

    /** From the worker that holds most, of several that with the greatest id, to the one that holds least. */
    private Optional<Move> next(Map<String, Set<String>> held, Set<String> kept) {
        Comparator<String> byLoad = Comparator.comparingInt(id -> held.get(id).size());
        return held.keySet().stream()
                .sorted(byLoad.thenComparing(Comparator.naturalOrder()).reversed())
                .flatMap(from -> held.get(from).stream()
                        .filter(cluster -> !from.equals(self) || !kept.contains(cluster))
                        .flatMap(cluster -> takers(cluster).stream()
                                .filter(to ->
                                        held.get(from).size() - held.get(to).size() >= 2)
                                .map(to -> new Move(from, cluster, to)))
                        .min(Comparator.comparing(Move::to, byLoad))
                        .stream())
                .findFirst();
    }

    private boolean couldTake(String cluster) {
        return living.get(self).couldTake(cluster);
    }

    /** Those who know it, in the order of their ids. */
    Set<String> takers(String cluster) {
        return living.entrySet().stream()
                .filter(member -> member.getValue().couldTake(cluster))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> clusters() {
        Set<String> all = new TreeSet<>();
        living.values().forEach(member -> {
            all.addAll(member.holds());
            all.addAll(member.knows() == null ? Set.of() : member.knows());
        });
        return all;
    }
}
