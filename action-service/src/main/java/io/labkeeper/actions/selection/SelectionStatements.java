package io.labkeeper.actions.selection;

import io.labkeeper.inventory.VmKey;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;

/** The statements behind a selection. Each selector has its own condition, so that each uses its own index. */
final class SelectionStatements {

    private SelectionStatements() {}

    /** A statement with its parameters. */
    record Question(String sql, Tuple parameters) {}

    /** $1 the caller's name, null for who acts on all; $2 how many rows at the most. Only births are left to be compared. */
    private static final String CANDIDATES = """
            SELECT v.cluster_id, v.vmid, v.node, v.birth, clock_timestamp() AS now
              FROM vm_inventory v
             WHERE v.deleted_at IS NULL
               AND ($1::text IS NULL OR EXISTS (
                     SELECT FROM vm_assignment a
                      WHERE a.cluster_id = v.cluster_id AND a.vmid = v.vmid
                        AND (a.username = $1 OR EXISTS (
                              SELECT FROM class_member m
                               WHERE m.class_id = a.class_id AND m.username = $1
                                 AND (m.role = 'teacher' OR a.username IS NULL)))))
               AND %s
             ORDER BY v.cluster_id, v.vmid
             LIMIT $2""";

    private static final String OF_CLASS = """
            NOT v.is_template AND EXISTS (
              SELECT FROM vm_assignment c
               WHERE c.class_id = $3 AND c.cluster_id = v.cluster_id AND c.vmid = v.vmid
                 AND (c.birth IS NULL OR c.birth = v.birth))""";

    private static final String OF_TAG = "NOT v.is_template AND $3 = ANY(v.tags)";

    private static final String OF_CLUSTER = "NOT v.is_template AND v.cluster_id = $3";

    private static final String LISTED = "(v.cluster_id, v.vmid) IN (SELECT * FROM unnest($3::text[], $4::int[]))";

    /** What of these VMs is given to the caller, directly or through a class. $1 name, $2 clusters, $3 vmids. */
    static final String RIGHTS = """
            SELECT a.cluster_id, a.vmid, a.username, a.class_id, a.birth,
                   ARRAY(SELECT m.username FROM class_member m
                          WHERE m.class_id = a.class_id AND m.role = 'teacher' AND m.username = $1) AS teachers,
                   ARRAY(SELECT m.username FROM class_member m
                          WHERE m.class_id = a.class_id AND m.role = 'member' AND m.username = $1) AS members
              FROM vm_assignment a
             WHERE (a.cluster_id, a.vmid) IN (SELECT * FROM unnest($2::text[], $3::int[]))
               AND (a.username = $1 OR a.class_id IN (SELECT m.class_id FROM class_member m WHERE m.username = $1))""";

    /** Which VMs may be meant: given to the caller, though perhaps under another birth. */
    static Question candidates(Selector selector, Asker asker, int most) {
        Tuple parameters =
                Tuple.tuple().addString(asker.actsOnAll() ? null : asker.name()).addInteger(most);
        if (selector instanceof Selector.OfClass ofClass) {
            return new Question(CANDIDATES.formatted(OF_CLASS), parameters.addString(ofClass.classId()));
        }
        if (selector instanceof Selector.OfTag ofTag) {
            return new Question(CANDIDATES.formatted(OF_TAG), parameters.addString(ofTag.tag()));
        }
        if (selector instanceof Selector.OfCluster ofCluster) {
            return new Question(CANDIDATES.formatted(OF_CLUSTER), parameters.addString(ofCluster.clusterId()));
        }
        List<VmKey> vms = ((Selector.Listed) selector).vms();
        return new Question(CANDIDATES.formatted(LISTED), add(parameters, vms));
    }

    static Tuple add(Tuple parameters, List<VmKey> vms) {
        return parameters
                .addArrayOfString(vms.stream().map(VmKey::clusterId).toArray(String[]::new))
                .addArrayOfInteger(vms.stream().map(VmKey::vmid).toArray(Integer[]::new));
    }
}
