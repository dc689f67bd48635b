package io.labkeeper.actions.run;

import io.labkeeper.inventory.VmKey;
import io.vertx.mutiny.sqlclient.Row;
import java.util.UUID;

/**
 * An action that has ended because no release that runs knows its kind. Readers of this release could not read a notice of it.
 *
 * @param kind as it is in the table
 * @param outcome how it has ended, as it is in the table
 */
record EndedUnknown(UUID id, VmKey vm, String kind, String outcome) {

    static EndedUnknown of(Row row) {
        return new EndedUnknown(
                row.getUUID("id"),
                new VmKey(row.getString("cluster_id"), row.getInteger("vmid")),
                row.getString("kind"),
                row.getString("state"));
    }
}
