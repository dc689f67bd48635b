package io.labkeeper.actions.request;

import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.OwnershipRows;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.ownership.Ownership;
import io.labkeeper.time.DatabaseClock;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Which VMs a number means, and who may act on them: asked of Postgres at each request, so that a right withdrawn is gone. */
@ApplicationScoped
class VmDirectory {

    /** @param node where the inventory has it */
    record Found(VmKey vm, String node, String birth) {}

    private static final String VMS = """
            SELECT v.cluster_id, v.vmid, v.node, v.birth, n.now
              FROM (SELECT clock_timestamp() AS now) n
              LEFT JOIN vm_inventory v
                ON v.vmid = $1 AND ($2::text IS NULL OR v.cluster_id = $2) AND v.deleted_at IS NULL
             ORDER BY v.cluster_id""";

    private static final String RIGHTS = """
            SELECT a.cluster_id, a.vmid, a.username, a.class_id, a.birth,
                   ARRAY(SELECT m.username FROM class_member m WHERE m.class_id = a.class_id AND m.role = 'teacher') AS teachers,
                   ARRAY(SELECT m.username FROM class_member m WHERE m.class_id = a.class_id AND m.role = 'member') AS members
              FROM vm_assignment a
             WHERE a.vmid = $1 AND ($2::text IS NULL OR a.cluster_id = $2)""";

    private final Pool pool;
    private final DatabaseClock clock;
    private final DatabasePulse pulse;

    VmDirectory(Pool pool, DatabaseClock clock, DatabasePulse pulse) {
        this.pool = pool;
        this.clock = clock;
        this.pulse = pulse;
    }

    /** The VMs with this number that the asker may act on, in order of clusters. */
    Uni<List<Found>> find(int vmid, String cluster, Asker asker) {
        Tuple number = Tuple.of(vmid, cluster);
        return pulse.listening(pool.preparedQuery(VMS).execute(number))
                .map(this::found)
                .chain(all -> all.isEmpty() || asker.actsOnAll()
                        ? Uni.createFrom().item(all)
                        : ownership(number).map(ownership -> owned(all, ownership, asker)));
    }

    private static List<Found> owned(List<Found> all, Ownership ownership, Asker asker) {
        return all.stream()
                .filter(vm -> ownership.owns(asker.name(), vm.vm(), vm.birth()))
                .toList();
    }

    private Uni<Ownership> ownership(Tuple number) {
        return pool.preparedQuery(RIGHTS)
                .execute(number)
                .map(OwnershipRows::assignments)
                .map(Ownership::of);
    }

    private List<Found> found(RowSet<Row> rows) {
        List<Found> all = new ArrayList<>();
        for (Row row : rows) {
            clock.observe(row.getOffsetDateTime("now").toInstant());
            if (row.getString("cluster_id") != null) {
                VmKey vm = new VmKey(row.getString("cluster_id"), row.getInteger("vmid"));
                all.add(new Found(vm, row.getString("node"), row.getString("birth")));
            }
        }
        return all;
    }
}
