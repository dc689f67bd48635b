package io.labkeeper.actions.schedule;

/** The statements behind the endpoints. */
final class ScheduleStatements {

    private ScheduleStatements() {}

    private static final String ROW = """
            SELECT s.id, s.name, s.cron, s.time_zone, s.action, s.selector::text AS selector, s.enabled, s.owner, s.standing,
                   s.next_due_at, clock_timestamp() AS now,
                   ARRAY(SELECT r.due_at FROM schedule_run r
                          WHERE r.schedule_id = s.id AND r.state = 'skipped' AND r.due_at > clock_timestamp() ORDER BY 1) AS skipped
              FROM schedule s
            """;

    /** $1 the teacher whose classes' schedules are meant, null for all; $2 id, null for any. */
    static final String READ = ROW + """
             WHERE ($1::text IS NULL OR EXISTS (
                     SELECT FROM class_member m
                      WHERE m.class_id = s.selector ->> 'class' AND m.username = $1 AND m.role = 'teacher'))
               AND ($2::uuid IS NULL OR s.id = $2)
             ORDER BY lower(s.name), s.id""";

    /** One that is going to be changed. $1, $2 as above. */
    static final String LOCK = READ.replace("ORDER BY lower(s.name), s.id", "FOR UPDATE OF s");

    /**
     * What is due, each schedule in one replica's hand; those that are not late first, so that whatever has piled up during an outage
     * keeps nothing else waiting. $1 how many, $2 how late in seconds.
     */
    static final String DUE = """
            SELECT s.id, s.cron, s.time_zone, s.next_due_at, clock_timestamp() AS now
              FROM schedule s
             WHERE s.enabled AND s.next_due_at <= clock_timestamp()
             ORDER BY s.next_due_at <= clock_timestamp() - make_interval(secs => $2), s.next_due_at
             LIMIT $1
             FOR UPDATE OF s SKIP LOCKED""";

    /** Whether there are the things that a selector names: $1 class, $2 the teacher who must teach it or null, $3 cluster. */
    static final String NAMED = """
            SELECT $1::text IS NULL OR EXISTS (
                     SELECT FROM lab_class c WHERE c.id = $1 AND ($2::text IS NULL OR EXISTS (
                       SELECT FROM class_member m WHERE m.class_id = c.id AND m.username = $2 AND m.role = 'teacher'))) AS class,
                   $3::text IS NULL OR EXISTS (SELECT FROM cluster_sync WHERE cluster_id = $3) AS cluster""";

    /** Whoever wants to delete the class waits until the schedule can be seen, and who comes after the deletion finds no class. $1 class. */
    static final String HOLD_CLASS = "SELECT id FROM lab_class WHERE id = $1 FOR KEY SHARE";

    /** $1 clusters, $2 vmids. */
    static final String BIRTHS = """
            SELECT v.cluster_id, v.vmid, v.birth
              FROM unnest($1::text[], $2::int[]) AS w (cluster_id, vmid)
              JOIN vm_inventory v USING (cluster_id, vmid)
             WHERE v.deleted_at IS NULL""";

    /** Whoever makes schedules for the same owner waits until these can be counted. $1 owner. */
    static final String LOCK_OWNER =
            "SELECT pg_advisory_xact_lock(hashtextextended('labkeeper.schedules.owner ' || $1::text, 0))";

    static final String COUNT = "SELECT count(*) AS count FROM schedule WHERE owner = $1";

    /** $1 name, $2 cron, $3 zone, $4 action, $5 selector, $6 births, $7 enabled, $8 owner, $9 standing, $10 next. */
    static final String INSERT = """
            INSERT INTO schedule (name, cron, time_zone, action, selector, births, enabled, owner, standing, next_due_at)
            VALUES ($1, $2, $3, $4, $5::text::jsonb, $6::text::jsonb, $7, $8, $9, $10) RETURNING id""";

    /** $1 to $10 as above, births null for those that are; $11 id, $12 whether it is the owner who saves it. */
    static final String UPDATE = """
            UPDATE schedule SET name = $1, cron = $2, time_zone = $3, action = $4, selector = $5::text::jsonb,
                   births = coalesce($6::text::jsonb, births), enabled = $7, owner = $8, standing = $9, next_due_at = $10,
                   standing_at = CASE WHEN $12 THEN clock_timestamp() ELSE standing_at END, updated_at = clock_timestamp()
             WHERE id = $11""";

    /** $1 id. */
    static final String DELETE = "DELETE FROM schedule WHERE id = $1";

    /** Another timetable has other runs. $1 id. */
    static final String FORGET_SKIPS = """
            DELETE FROM schedule_run WHERE schedule_id = $1 AND state = 'skipped' AND due_at > clock_timestamp()""";

    /** Takes the place of the run; does nothing if it has one. $1 id, $2 when. */
    static final String SKIP = """
            INSERT INTO schedule_run (schedule_id, due_at, state, action, selector, births, owner, standing, ended_at)
            SELECT id, $2, 'skipped', action, selector, births, owner, standing, clock_timestamp() FROM schedule WHERE id = $1
            ON CONFLICT DO NOTHING""";

    /** $1 id, $2 when. */
    static final String UNSKIP = """
            DELETE FROM schedule_run
             WHERE schedule_id = $1 AND due_at = $2 AND state = 'skipped' AND due_at > clock_timestamp()""";

    /** The newest first, those to come left out. $1 id, $2 before when, $3 how many. */
    static final String RUNS = """
            SELECT due_at, state, owner, started_at, ended_at, batch_id, counts::text AS counts, refused::text AS refused,
                   error_code, error_message
              FROM schedule_run
             WHERE schedule_id = $1 AND due_at <= clock_timestamp() AND ($2::timestamptz IS NULL OR due_at < $2)
             ORDER BY due_at DESC
             LIMIT $3""";
}
