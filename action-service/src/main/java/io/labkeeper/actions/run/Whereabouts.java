package io.labkeeper.actions.run;

import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.lifecycle.ErrorCode;
import io.labkeeper.actions.lifecycle.Failure;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.proxmox.GuestType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.Locale;
import java.util.Optional;

/** What the inventory knows of the VM of an action. */
final class Whereabouts {
    private final LimitedPool database;

    Whereabouts(LimitedPool database) {
        this.database = database;
    }

    /**
     * Where it has the VM; empty if that is a node that it knows to be away. One that the list does not show any more may
     * only be hidden, and Proxmox itself says best what it is. Fails with {@link CannotAct} if the inventory has it no more, or its
     * number has become that of another VM since the action was asked for: what Proxmox has under the number by now is then a
     * stranger's.
     */
    Uni<Optional<GuestRef>> lastKnown(Action action) {
        // A row forgets its birth only by being deleted and found again, so one without it is not the VM that had one.
        String sql = """
                SELECT v.node, v.type, coalesce(v.body #>> '{internal,stale_reason}', 'not_listed') = 'not_listed' AS there,
                       a.birth IS NOT NULL AND v.birth IS DISTINCT FROM a.birth AS another
                  FROM vm_inventory v JOIN action a USING (cluster_id, vmid)
                 WHERE a.id = $1 AND v.deleted_at IS NULL""";
        return database.run(sql, Tuple.of(action.id())).map(rows -> {
            for (Row row : rows) {
                return lastKnown(row, action.vm());
            }
            throw gone("The VM is gone.");
        });
    }

    private static Optional<GuestRef> lastKnown(Row row, VmKey vm) {
        if (row.getBoolean("another")) {
            throw gone("The VM is gone; another one has its number now.");
        }
        if (!row.getBoolean("there")) {
            return Optional.empty();
        }
        GuestType type = GuestType.valueOf(row.getString("type").toUpperCase(Locale.ROOT));
        return Optional.of(new GuestRef(row.getString("node"), type, vm.vmid()));
    }

    private static CannotAct gone(String message) {
        return new CannotAct(Failure.of(ErrorCode.VM_GONE, message));
    }
}
