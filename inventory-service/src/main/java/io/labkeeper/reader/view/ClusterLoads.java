package io.labkeeper.reader.view;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.Revision;
import io.smallrye.mutiny.Uni;
import java.util.Collection;

/** What following one cluster needs of the stores. Each answer belongs to one moment and comes within a limit, or fails. */
interface ClusterLoads {

    /**
     * A whole cluster that was found.
     *
     * @param newest whether no store holds a newer one; false while that store does not answer which would know
     */
    record Loaded(ClusterInventory inventory, boolean newest) {}

    /**
     * A whole cluster.
     *
     * @param atLeast what is known to exist: a store that holds less is not good enough as long as another may hold more
     * @return null if there is no such cluster
     */
    Uni<Loaded> load(String clusterId, Revision atLeast);

    /** A whole cluster from Postgres, whatever Redis holds. Null if there is no such cluster. */
    Uni<ClusterInventory> loadTruth(String clusterId);

    /** Some rows with the head they belong to: the fast way after a message. Null if that way is closed. */
    Uni<ClusterInventory> loadRows(String clusterId, Collection<Integer> vmids);

    /**
     * The metrics alone; null if there are none.
     *
     * @param atLeast the number that is known to exist
     */
    Uni<ClusterMetrics> metrics(String clusterId, long atLeast);
}
