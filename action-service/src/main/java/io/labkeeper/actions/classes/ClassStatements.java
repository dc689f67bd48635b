package io.labkeeper.actions.classes;

/** The statements on the tables of classes. Whatever changes raises the one revision of all assignments in the same transaction. */
final class ClassStatements {

    private ClassStatements() {}

    /** Classes with all they have, as one row each. $1 id, null for all; $2 teacher, null for whoever teaches. */
    static final String READ = """
            SELECT c.id, c.name,
                   ARRAY(SELECT username FROM class_member m WHERE m.class_id = c.id AND m.role = 'teacher' ORDER BY 1) AS teachers,
                   ARRAY(SELECT username FROM class_member m WHERE m.class_id = c.id AND m.role = 'member' ORDER BY 1) AS members,
                   coalesce((
                     SELECT json_agg(json_build_object('id', a.id, 'replaced', a.birth IS NOT NULL AND v.vmid IS NOT NULL
                                                                               AND v.birth IS DISTINCT FROM a.birth,
                                'vm', json_build_object('cluster_id', a.cluster_id, 'vmid', a.vmid, 'username', a.username))
                                ORDER BY a.cluster_id, a.vmid, a.username NULLS FIRST)
                       FROM vm_assignment a
                       LEFT JOIN vm_inventory v
                         ON v.cluster_id = a.cluster_id AND v.vmid = a.vmid AND v.deleted_at IS NULL
                      WHERE a.class_id = c.id), '[]')::text AS held
              FROM lab_class c
             WHERE ($1::text IS NULL OR c.id = $1)
               AND ($2::text IS NULL OR EXISTS (
                     SELECT 1 FROM class_member t WHERE t.class_id = c.id AND t.role = 'teacher' AND t.username = $2))
             ORDER BY c.id""";

    /** Makes a class, without a word if there is one. $1 id, $2 name. */
    static final String CREATE = """
            INSERT INTO lab_class (id, name) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING RETURNING id""";

    /** Lets one change of a class be made at a time. $1 id. */
    static final String LOCK = "SELECT id FROM lab_class WHERE id = $1 FOR UPDATE";

    /** Which of these VMs there are. $1 clusters, $2 vmids. */
    static final String BIRTHS = """
            SELECT v.cluster_id, v.vmid, v.birth
              FROM unnest($1::text[], $2::int[]) AS w (cluster_id, vmid)
              JOIN vm_inventory v USING (cluster_id, vmid)
             WHERE v.deleted_at IS NULL""";

    /** $1 id, $2 name. */
    static final String RENAME = "UPDATE lab_class SET name = $2 WHERE id = $1";

    /** $1 id, $2 names, $3 role. */
    static final String LEAVE = "DELETE FROM class_member WHERE class_id = $1 AND username = ANY($2) AND role = $3";

    /** $1 id, $2 names, $3 role. */
    static final String JOIN = """
            INSERT INTO class_member (class_id, username, role) SELECT $1, unnest($2::text[]), $3 ON CONFLICT DO NOTHING""";

    /** $1 ids. */
    static final String TAKE = "DELETE FROM vm_assignment WHERE id = ANY($1)";

    /** $1 class, $2 clusters, $3 vmids, $4 user names, $5 births. */
    static final String GIVE = """
            INSERT INTO vm_assignment (cluster_id, vmid, username, class_id, birth)
            SELECT cluster_id, vmid, username, $1, birth
              FROM unnest($2::text[], $3::int[], $4::text[], $5::text[]) AS g (cluster_id, vmid, username, birth)""";

    /** The members and the assignments go with it. $1 id. */
    static final String DELETE = "DELETE FROM lab_class WHERE id = $1";

    /** Pauses the schedules of a class: another class of the same id would get them. $1 id. */
    static final String PAUSE = """
            WITH picked AS (
              SELECT id FROM schedule WHERE selector ->> 'class' = $1 AND enabled ORDER BY id FOR UPDATE
            )
            UPDATE schedule SET enabled = false, next_due_at = NULL, updated_at = clock_timestamp()
              FROM picked WHERE schedule.id = picked.id
            RETURNING schedule.id, schedule.name, schedule.action""";

    /** $1 whether anything has changed. */
    static final String RAISE = """
            UPDATE assignments_head SET revision = revision + CASE WHEN $1 THEN 1 ELSE 0 END RETURNING revision""";
}
