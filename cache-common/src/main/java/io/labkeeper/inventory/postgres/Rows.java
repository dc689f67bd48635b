package io.labkeeper.inventory.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.ownership.Assignments;
import io.labkeeper.ownership.Assignments.Assignment;
import io.labkeeper.ownership.Assignments.LabClass;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** From rows to records. */
final class Rows {
    private static final Logger LOG = Logger.getLogger(Rows.class);

    private Rows() {}

    static Map<String, ClusterHead> heads(RowSet<Row> rows) {
        Map<String, ClusterHead> heads = new LinkedHashMap<>();
        for (Row row : rows) {
            if (removed(row)) {
                continue;
            }
            try {
                ClusterHead head = head(row);
                heads.put(head.clusterId(), head);
            } catch (InventoryJson.UnreadableValue e) {
                LOG.warnf("the head of %s in Postgres cannot be decoded: left out", row.getString("cluster_id"));
            }
        }
        return heads;
    }

    /** Whether the cluster was taken out of the inventory. The schema before this release's has no such column. */
    static boolean removed(Row row) {
        return row.getColumnIndex("removed_at") >= 0 && row.getValue("removed_at") != null;
    }

    static ClusterHead head(Row row) {
        String sync = row.getJsonObject("sync").encode();
        return new ClusterHead(
                row.getString("cluster_id"),
                row.getString("name"),
                new Revision(row.getLong("generation"), row.getLong("revision")),
                row.getLong("fence"),
                row.getLong("metrics_seq"),
                row.getString("owner"),
                instant(row, "lease_until"),
                "{}".equals(sync) ? SyncStatus.NEVER : InventoryJson.read(sync, SyncStatus.class));
    }

    static ClusterInventory inventory(Row row) {
        Map<Integer, VmRecord> vms = new HashMap<>();
        for (String body : row.getArrayOfStrings("vms")) {
            addIfReadable(vms, body, row.getString("cluster_id"));
        }
        return new ClusterInventory(head(row), vms, metrics(row));
    }

    /** A row that cannot be decoded must not hide the others; the worker does not know it then, and writes it anew. */
    private static void addIfReadable(Map<Integer, VmRecord> vms, String body, String clusterId) {
        try {
            VmRecord vm = InventoryJson.read(body, VmRecord.class);
            vms.put(vm.vm().vmid(), vm);
        } catch (InventoryJson.UnreadableValue e) {
            LOG.warnf("cluster=%s a VM in Postgres cannot be decoded, left out: %s", clusterId, e.getMessage());
        }
    }

    static ClusterMetrics metrics(Row row) {
        String metrics = row.getString("metrics");
        return metrics == null ? ClusterMetrics.NONE : InventoryJson.read(metrics, ClusterMetrics.class);
    }

    static List<ActionNotice> notices(RowSet<Row> rows) {
        List<ActionNotice> notices = new ArrayList<>();
        for (Row row : rows) {
            if (row.getUUID("id") != null) {
                addIfKnown(notices, row);
            }
        }
        return notices;
    }

    /** A newer release may have kinds of actions that this one cannot show; they must not hide the others. */
    private static void addIfKnown(List<ActionNotice> notices, Row row) {
        try {
            notices.add(notice(row));
        } catch (IllegalArgumentException e) {
            LOG.warnf("action %s left out: %s", row.getUUID("id"), e.getMessage());
        }
    }

    private static ActionNotice notice(Row row) {
        String outcome = row.getString("outcome");
        return new ActionNotice(
                row.getUUID("id").toString(),
                row.getString("cluster_id"),
                row.getInteger("vmid"),
                ActionKind.ofWord(row.getString("kind")),
                ActionPhase.ofWord(row.getString("state")),
                row.getLong("version"),
                outcome == null ? null : VmStatus.ofWord(outcome),
                instant(row, "at"));
    }

    static Assignments assignments(Row row) {
        try {
            return new Assignments(
                    row.getLong("revision"),
                    InventoryJson.mapper()
                            .readValue(row.getString("assignments"), new TypeReference<List<Assignment>>() {}),
                    InventoryJson.mapper().readValue(row.getString("classes"), new TypeReference<List<LabClass>>() {}));
        } catch (JsonProcessingException e) {
            throw InventoryJson.unreadable("assignments", e);
        }
    }

    static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
