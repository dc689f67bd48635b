package io.labkeeper.actions.run;

/** The statements by which runners share the work; each changes in one statement, so no two runners get the same action. */
final class ClaimStatements {

    private ClaimStatements() {}

    /**
     * Lets one runner pick at a time, to the end of its transaction. Two that pick at once would each count only what was under way before
     * both, and together fill a node beyond its bound. It is a statement of its own, so that the one after it sees what was picked before.
     *
     * <p>A process that freezes with the lock would stop all the others: Postgres ends its session after 1.5 s without a statement,
     * which is sooner than those who wait for the lock give up.
     */
    static final String ONE_AT_A_TIME = """
            SELECT set_config('idle_in_transaction_session_timeout', '1500ms', true),
                   pg_advisory_xact_lock(hashtextextended('labkeeper.actions.claim', 0))""";

    /**
     * Picks what is due, marks it and returns it. A new order is taken only where its node and its cluster have room; what was begun is taken
     * up again at once, since it is counted among what is under way, whether anybody works on it or not: its claim may be gone while Proxmox
     * carries out its order, or while its runner still believes in it. Those that a full node keeps out do not count against the cluster's
     * room, so that they do not hold up the orders for idle nodes.
     *
     * <p>Whoever asks takes turns with the others: an action's turn is how many are under way and before it of the same user's clicks, or
     * of all of the same user's requests for many, which take turns among themselves in the same way. So a click does not wait for a
     * thousand actions that were asked for before it, of two requests for many each gets half of the room, of two users too, and nobody
     * gets more of it by asking for many one by one. Within a turn, and for each user, the oldest comes first.
     *
     * <p>Kinds that this release does not know are left to replicas of the newer one that does, and come to their end by {@link #END_UNKNOWN}.
     *
     * <p>Clusters that the runner does not know (yet, or any more) are left to replicas that do. Only what nobody has worked on for as long as
     * an action may wait is anybody's, so that it comes to an end.
     *
     * <p>An action that the runner still works on is not given to it twice, though its claim may have expired while Postgres was
     * away: the claim lives on with the next renewal or step, or another replica takes it.
     *
     * <p>All of it is counted in one pass over what is open, and what is wanted is found before anything is joined with it: asked row by row,
     * five hundred open actions cost seconds.
     *
     * <p>$1 runner, $2 claim in seconds, $3 most per node, $4 most per cluster, $5 most to take, $6 kinds that are known, $7 ids
     * of what the runner works on, $8 clusters that it knows, null for all of them, $9 the longest wait in seconds.
     */
    static final String CLAIM = """
            WITH opened AS MATERIALIZED (
              SELECT id, cluster_id, node, requested_by, batch_id, state <> 'accepted' AS begun,
                     kind = ANY($6) AND id <> ALL($7) AND (claim_until IS NULL OR claim_until < clock_timestamp())
                       AND ($8::text[] IS NULL OR cluster_id = ANY($8)
                            OR greatest(updated_at, claim_until) < clock_timestamp() - make_interval(secs => $9)) AS due
                FROM action
               WHERE state IN ('accepted', 'claimed', 'submitting', 'submitted')
            ), ranked AS (
              SELECT opened.*, batch_id IS NULL AS click,
                     count(*) FILTER (WHERE begun) OVER (PARTITION BY cluster_id, requested_by, batch_id)
                       + count(*) FILTER (WHERE due AND NOT begun) OVER (PARTITION BY cluster_id, requested_by, batch_id
                                                                             ORDER BY id ROWS UNBOUNDED PRECEDING) AS rank
                FROM opened
            ), turns AS (
              SELECT ranked.*,
                     count(*) FILTER (WHERE begun) OVER (PARTITION BY cluster_id, requested_by, click)
                       + count(*) FILTER (WHERE due AND NOT begun) OVER (PARTITION BY cluster_id, requested_by, click
                                                                             ORDER BY rank, id ROWS UNBOUNDED PRECEDING) AS turn
                FROM ranked
            ), placed AS (
              SELECT turns.*,
                     count(*) FILTER (WHERE begun) OVER (PARTITION BY cluster_id, node)
                       + count(*) FILTER (WHERE due AND NOT begun) OVER (PARTITION BY cluster_id, node
                                                                             ORDER BY turn, id ROWS UNBOUNDED PRECEDING) AS on_node
                FROM turns
            ), fitting AS (
              SELECT id, begun, turn, due, on_node,
                     count(*) FILTER (WHERE begun) OVER (PARTITION BY cluster_id)
                       + count(*) FILTER (WHERE due AND NOT begun AND on_node <= $3)
                           OVER (PARTITION BY cluster_id ORDER BY turn, id ROWS UNBOUNDED PRECEDING) AS in_cluster
                FROM placed
            ), wanted AS MATERIALIZED (
              SELECT id FROM fitting
               WHERE due AND (begun OR (on_node <= $3 AND in_cluster <= $4))
               ORDER BY begun DESC, turn, id
               LIMIT $5
            ), picked AS MATERIALIZED (
              SELECT a.id FROM wanted JOIN action a USING (id)
               WHERE a.finished_at IS NULL AND (a.claim_until IS NULL OR a.claim_until < clock_timestamp())
               FOR UPDATE OF a SKIP LOCKED
            )
            UPDATE action
               SET state = CASE WHEN action.state = 'accepted' THEN 'claimed' ELSE action.state END,
                   claimed_by = $1, claim_until = clock_timestamp() + make_interval(secs => $2),
                   started_at = coalesce(started_at, clock_timestamp()),
                   version = version + 1, updated_at = clock_timestamp()
              FROM picked WHERE action.id = picked.id
            RETURNING action.*, clock_timestamp() AS now""";

    /**
     * Ends what only another release could carry out, when nobody has worked on it for as long as an action may wait: after a newer release
     * was taken back, such actions would stay open for ever, and keep all others from their VMs. What may have reached Proxmox ends as
     * unknown. $1 kinds that are known, $2 the longest wait in seconds.
     */
    static final String END_UNKNOWN = """
            WITH picked AS (
              SELECT id FROM action
               WHERE state IN ('accepted', 'claimed', 'submitting', 'submitted') AND kind <> ALL($1)
                 AND (claim_until IS NULL OR claim_until < clock_timestamp())
                 AND greatest(updated_at, claim_until) < clock_timestamp() - make_interval(secs => $2)
               ORDER BY id FOR UPDATE SKIP LOCKED
            ), ended AS (
              UPDATE action
                 SET state = CASE WHEN state IN ('accepted', 'claimed') THEN 'failed' ELSE 'unknown' END,
                     error_code = 'timeout', error_message = 'No running release of Labkeeper knows this kind of action.',
                     finished_at = clock_timestamp(), claim_until = NULL, version = version + 1, updated_at = clock_timestamp()
                FROM picked WHERE action.id = picked.id
              RETURNING action.*
            ), trail AS (
              INSERT INTO audit (event, username, action_id, cluster_id, vmid, kind, result, idempotency_key, detail)
              SELECT 'action_ended', requested_by, id, cluster_id, vmid, kind, state, idempotency_key,
                     jsonb_build_object('error', error_code, 'upid', upid)
                FROM ended
            )
            SELECT id, cluster_id, vmid, kind, state FROM ended""";

    /**
     * Lets go of what the runner holds without working on it: what a claim has given it whose answer it never heard. $1 runner, $2 ids of what
     * it works on.
     */
    static final String LET_GO = """
            WITH picked AS (
              SELECT id FROM action WHERE claimed_by = $1 AND id <> ALL($2) AND finished_at IS NULL ORDER BY id FOR UPDATE
            )
            UPDATE action SET claim_until = NULL FROM picked WHERE action.id = picked.id""";

    /**
     * Keeps the claims that are still ours. Whatever changes many actions locks them in the order of their ids first, so that two such
     * statements wait for each other and not crosswise. $1 runner, $2 claim in seconds, $3 ids. Returns the ids kept.
     */
    static final String RENEW = """
            WITH picked AS (
              SELECT id FROM action WHERE claimed_by = $1 AND id = ANY($3) AND finished_at IS NULL ORDER BY id FOR UPDATE
            )
            UPDATE action SET claim_until = clock_timestamp() + make_interval(secs => $2)
              FROM picked WHERE action.id = picked.id
            RETURNING action.id""";

    /**
     * Leaves the work to others. $1 runner, $2 whether orders that are being sent right now are left too.
     */
    static final String GIVE_BACK = """
            WITH picked AS (
              SELECT id FROM action
               WHERE claimed_by = $1 AND finished_at IS NULL AND ($2 OR state <> 'submitting') ORDER BY id FOR UPDATE
            )
            UPDATE action
               SET state = CASE WHEN state = 'claimed' THEN 'accepted' ELSE state END,
                   claimed_by = NULL, claim_until = NULL, version = version + 1, updated_at = clock_timestamp()
              FROM picked WHERE action.id = picked.id
            RETURNING action.*""";

    /**
     * One step on, on the node on which the action is counted. $1 id, $2 version, $3 runner, $4 state, $5 node, $6 UPID, $7 sent, $8 claim in
     * seconds.
     */
    static final String ADVANCE = """
            UPDATE action
               SET state = $4, node = $5, upid = $6, sent = $7,
                   submitting_at = CASE WHEN $4 = 'submitting' THEN clock_timestamp() ELSE submitting_at END,
                   claim_until = clock_timestamp() + make_interval(secs => $8),
                   version = version + 1, updated_at = clock_timestamp()
             WHERE id = $1 AND version = $2 AND claimed_by = $3 AND finished_at IS NULL AND node = $5
            RETURNING *""";

    /**
     * One step on, on another node than the one on which the action is counted: the guest has moved. If that node is full, the action goes back
     * among those that wait, now for this node; what was sent before, if anything, was refused. To follow {@link #ONE_AT_A_TIME}, so that
     * nobody else takes the room that is counted here. $1 to $8 as above, $9 most per node.
     */
    static final String MOVE = """
            WITH mine AS (
              SELECT id, cluster_id FROM action WHERE id = $1 AND version = $2 AND claimed_by = $3 AND finished_at IS NULL
            ), room AS (
              SELECT mine.id, $4 <> 'submitting' OR count(other.id) < $9 AS free
                FROM mine
                LEFT JOIN action other
                  ON other.cluster_id = mine.cluster_id AND other.node = $5 AND other.id <> mine.id
                 AND other.state IN ('claimed', 'submitting', 'submitted')
               GROUP BY mine.id
            )
            UPDATE action
               SET state = CASE WHEN free THEN $4 ELSE 'accepted' END, node = $5, upid = $6,
                   sent = CASE WHEN free THEN $7 ELSE sent END,
                   submitting_at = CASE WHEN free AND $4 = 'submitting' THEN clock_timestamp() ELSE submitting_at END,
                   claimed_by = CASE WHEN free THEN claimed_by END,
                   claim_until = CASE WHEN free THEN clock_timestamp() + make_interval(secs => $8) END,
                   version = version + 1, updated_at = clock_timestamp()
              FROM room WHERE action.id = room.id AND action.version = $2 AND action.claimed_by = $3 AND action.finished_at IS NULL
            RETURNING action.*""";

    /**
     * The end, with its line in the audit trail. $1 id, $2 version, $3 runner, $4 state, $5 changed, $6 outcome, $7 code, $8
     * message, $9 Proxmox's text.
     */
    static final String END = """
            WITH ended AS (
              UPDATE action
                 SET state = $4, changed = $5, outcome = $6, error_code = $7, error_message = $8, error_detail = $9,
                     finished_at = clock_timestamp(), claim_until = NULL,
                     version = version + 1, updated_at = clock_timestamp()
               WHERE id = $1 AND version = $2 AND claimed_by = $3 AND finished_at IS NULL
              RETURNING *
            ), trail AS (
              INSERT INTO audit (event, username, action_id, cluster_id, vmid, kind, result, idempotency_key, detail)
              SELECT 'action_ended', requested_by, id, cluster_id, vmid, kind, state, idempotency_key,
                     jsonb_build_object('error', error_code, 'upid', upid, 'changed', changed)
                FROM ended
            )
            SELECT * FROM ended""";

    /** Ends an action that was not sent. $1 id, $2 who cancels it, $3 kinds that are known. */
    static final String CANCEL = """
            WITH ended AS (
              UPDATE action
                 SET state = 'cancelled', finished_at = clock_timestamp(), claim_until = NULL,
                     version = version + 1, updated_at = clock_timestamp()
               WHERE id = $1 AND state IN ('accepted', 'claimed') AND kind = ANY($3)
              RETURNING *
            ), trail AS (
              INSERT INTO audit (event, username, action_id, cluster_id, vmid, kind, result, detail)
              SELECT 'action_ended', requested_by, id, cluster_id, vmid, kind, state,
                     jsonb_build_object('cancelled_by', $2::text)
                FROM ended
            )
            SELECT * FROM ended""";

    /** Ends those of a batch that were not sent. $1 batch, $2 who cancels them, $3 kinds that are known. */
    static final String CANCEL_BATCH = """
            WITH picked AS (
              SELECT id FROM action
               WHERE batch_id = $1 AND state IN ('accepted', 'claimed') AND kind = ANY($3) ORDER BY id FOR UPDATE
            ), ended AS (
              UPDATE action
                 SET state = 'cancelled', finished_at = clock_timestamp(), claim_until = NULL,
                     version = version + 1, updated_at = clock_timestamp()
                FROM picked WHERE action.id = picked.id
              RETURNING action.*
            ), trail AS (
              INSERT INTO audit (event, username, action_id, cluster_id, vmid, kind, result, detail)
              SELECT 'action_ended', requested_by, id, cluster_id, vmid, kind, state,
                     jsonb_build_object('cancelled_by', $2::text, 'batch_id', batch_id)
                FROM ended
            )
            SELECT * FROM ended""";
}
