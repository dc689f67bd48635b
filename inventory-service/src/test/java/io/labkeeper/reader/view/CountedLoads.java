package io.labkeeper.reader.view;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmRecord;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Stores in memory that hold one cluster each, remember what they were asked, and answer when they are told to. */
final class CountedLoads implements ClusterLoads {
    /** What Redis holds; null: it is away. */
    ClusterInventory redis;

    /** What Postgres holds; null: there is no such cluster. */
    ClusterInventory postgres;

    /** Whether Postgres does not answer. */
    boolean postgresAway;

    /** Whether answers wait until {@link #answer} is called. */
    boolean slow;

    final List<Set<Integer>> rowsAsked = new ArrayList<>();
    int allAsked;
    private final List<Runnable> unanswered = new ArrayList<>();

    @Override
    public Uni<Loaded> load(String clusterId, Revision atLeast) {
        allAsked++;
        return answered(() -> loaded(atLeast));
    }

    private Loaded loaded(Revision atLeast) {
        if (redis != null && !redis.head().revision().isBefore(atLeast)) {
            return new Loaded(redis, true);
        }
        if (postgresAway) {
            return new Loaded(redis, false);
        }
        return postgres == null ? null : new Loaded(postgres, true);
    }

    @Override
    public Uni<ClusterInventory> loadTruth(String clusterId) {
        return answered(() -> postgres);
    }

    @Override
    public Uni<ClusterInventory> loadRows(String clusterId, Collection<Integer> vmids) {
        rowsAsked.add(new TreeSet<>(vmids));
        return answered(() -> redis == null ? null : only(vmids, redis));
    }

    private static ClusterInventory only(Collection<Integer> vmids, ClusterInventory all) {
        Map<Integer, VmRecord> rows = new TreeMap<>(all.vms());
        rows.keySet().retainAll(vmids);
        return new ClusterInventory(all.head(), rows, all.metrics());
    }

    @Override
    public Uni<ClusterMetrics> metrics(String clusterId, long atLeast) {
        return answered(() -> redis == null ? postgres.metrics() : redis.metrics());
    }

    private <T> Uni<T> answered(Supplier<T> held) {
        return slow
                ? Uni.createFrom().emitter(emitter -> unanswered.add(() -> emitter.complete(held.get())))
                : Uni.createFrom().item(held);
    }

    /** Answers what was asked until now, with what is held now. */
    void answer() {
        List<Runnable> now = List.copyOf(unanswered);
        unanswered.clear();
        now.forEach(Runnable::run);
    }
}
