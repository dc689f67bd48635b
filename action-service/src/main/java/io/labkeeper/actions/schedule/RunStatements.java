package io.labkeeper.actions.schedule;

/** The statements by which replicas share the runs. */
final class RunStatements {

    private RunStatements() {}

    /**
     * Takes open runs that nobody has, the oldest first; kinds of actions that this release does not know are left to a newer one. $1
     * replica, $2 claim in seconds, $3 how late in seconds, $4 how many, $5 kinds that are known.
     */
    static final String CLAIM = """
            WITH picked AS (
              SELECT schedule_id, due_at FROM schedule_run
               WHERE state = 'due' AND (claim_until IS NULL OR claim_until < clock_timestamp())
                 AND due_at > clock_timestamp() - make_interval(secs => $3) AND action = ANY($5)
               ORDER BY due_at
               LIMIT $4
               FOR UPDATE SKIP LOCKED
            )
            UPDATE schedule_run r
               SET claimed_by = $1, claim_until = clock_timestamp() + make_interval(secs => $2),
                   started_at = coalesce(r.started_at, clock_timestamp())
              FROM picked WHERE r.schedule_id = picked.schedule_id AND r.due_at = picked.due_at
            RETURNING r.schedule_id, r.due_at, r.action, r.selector::text AS selector, r.births::text AS births, r.owner, r.standing""";

    /**
     * Gives up open runs that are too late by now, as after an outage of Postgres. One whose actions were asked for by somebody who could
     * not say so any more is what it is. $1 how late in seconds.
     */
    static final String EXPIRE = """
            WITH late AS (
              SELECT schedule_id, due_at FROM schedule_run
               WHERE state = 'due' AND (claim_until IS NULL OR claim_until < clock_timestamp())
                 AND due_at <= clock_timestamp() - make_interval(secs => $1)
               FOR UPDATE SKIP LOCKED
            ), found AS (
              SELECT late.schedule_id, late.due_at, b.id
                FROM late JOIN schedule_run r USING (schedule_id, due_at)
                LEFT JOIN action_batch b
                  ON b.requested_by = r.owner
                 AND b.idempotency_key = 'schedule:' || r.schedule_id || ':' || to_char(r.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            )
            UPDATE schedule_run r
               SET state = CASE WHEN found.id IS NULL THEN 'missed' ELSE 'submitted' END,
                   batch_id = found.id, ended_at = clock_timestamp(), claim_until = NULL
              FROM found WHERE r.schedule_id = found.schedule_id AND r.due_at = found.due_at
            RETURNING r.state""";

    /** $1 schedule, $2 when, $3 replica, $4 state, $5 batch, $6 counts, $7 refused, $8 code, $9 message. */
    static final String END = """
            UPDATE schedule_run
               SET state = $4, batch_id = $5, counts = $6::text::jsonb, refused = $7::text::jsonb, error_code = $8,
                   error_message = $9, ended_at = clock_timestamp(), claim_until = NULL
             WHERE schedule_id = $1 AND due_at = $2 AND claimed_by = $3 AND state = 'due'
            RETURNING due_at""";

    /** Leaves a run to whoever comes next, after a pause. $1 schedule, $2 when, $3 replica, $4 pause in seconds. */
    static final String LATER = """
            UPDATE schedule_run
               SET claimed_by = NULL, claim_until = clock_timestamp() + make_interval(secs => $4)
             WHERE schedule_id = $1 AND due_at = $2 AND claimed_by = $3 AND state = 'due'""";

    /** Leaves all runs of a replica to others, at once. $1 replica. */
    static final String GIVE_BACK = """
            UPDATE schedule_run SET claimed_by = NULL, claim_until = NULL WHERE claimed_by = $1 AND state = 'due'""";

    /** Whether somebody teaches a class. $1 class, $2 user. */
    static final String TEACHES = """
            SELECT EXISTS (
              SELECT FROM class_member WHERE class_id = $1 AND username = $2 AND role = 'teacher') AS teaches""";

    /**
     * Whether the role of a schedule's owner was seen lately. The schema before V8 has no such column, and a replica of this release may run
     * before it is migrated: then the role counts, as it did for the release before. $1 schedule, $2 how long it counts in seconds.
     */
    static final String SEEN = """
            SELECT EXISTS (
              SELECT FROM schedule s
               WHERE s.id = $1
                 AND coalesce((to_jsonb(s) ->> 'standing_at')::timestamptz, clock_timestamp())
                       > clock_timestamp() - make_interval(secs => $2)) AS seen""";
}
