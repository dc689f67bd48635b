package io.labkeeper.actions.bulk;

/** The statements behind a request for many actions; each is for all its VMs at once. */
final class BulkStatements {

    private BulkStatements() {}

    /**
     * What an idempotency key has led to; no result if it belongs to a request for a single action. $1 name, $2 key.
     */
    static final String BY_KEY = """
            SELECT id, request_hash, kind, results::text AS results FROM action_batch
             WHERE requested_by = $1 AND idempotency_key = $2
            UNION ALL
            SELECT id, NULL, kind, NULL FROM action WHERE requested_by = $1 AND idempotency_key = $2
            UNION ALL
            SELECT action_id, NULL, NULL, NULL FROM action_key WHERE requested_by = $1 AND idempotency_key = $2""";

    /** Lets one request with a key be booked at a time. $1 the lock's name. */
    static final String LOCK_KEY = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

    /**
     * One action a VM, left out where one is open. In the order of VMs, so that two requests for the same ones wait for each other and
     * not crosswise. $1 batch, $2 kind, $3 time limit, $4 force, $5 overrule, $6 name, $7 ids, $8 clusters, $9 vmids, $10 births, $11
     * nodes.
     */
    static final String INSERT = """
            INSERT INTO action (id, batch_id, cluster_id, vmid, birth, node, kind, timeout_seconds, force, overrule, state,
                                requested_by, requested_at, updated_at)
            SELECT vm.id, $1, vm.cluster_id, vm.vmid, vm.birth, vm.node, $2, $3, $4, $5, 'accepted', $6, n.now, n.now
              FROM (SELECT clock_timestamp() AS now) n,
                   unnest($7::uuid[], $8::text[], $9::int[], $10::text[], $11::text[])
                     AS vm (id, cluster_id, vmid, birth, node)
             ORDER BY vm.cluster_id, vm.vmid
            ON CONFLICT (cluster_id, vmid) WHERE state IN ('accepted', 'claimed', 'submitting', 'submitted') DO NOTHING
            RETURNING id, cluster_id, vmid, updated_at""";

    /** What is open on these VMs. $1 clusters, $2 vmids. */
    static final String OPEN = """
            SELECT id, cluster_id, vmid, kind, force FROM action
             WHERE (cluster_id, vmid) IN (SELECT * FROM unnest($1::text[], $2::int[]))
               AND state IN ('accepted', 'claimed', 'submitting', 'submitted')""";

    /** Ends the shutdowns that are open on these VMs. $1 clusters, $2 vmids. */
    static final String SUPERSEDE = """
            WITH picked AS (
              SELECT id FROM action
               WHERE (cluster_id, vmid) IN (SELECT * FROM unnest($1::text[], $2::int[]))
                 AND kind = 'shutdown' AND state IN ('accepted', 'claimed', 'submitting', 'submitted')
               ORDER BY id FOR UPDATE
            ), ended AS (
              UPDATE action
                 SET state = 'superseded', finished_at = clock_timestamp(), claim_until = NULL,
                     version = version + 1, updated_at = clock_timestamp()
                FROM picked WHERE action.id = picked.id
              RETURNING action.*
            ), trail AS (
              INSERT INTO audit (event, username, action_id, cluster_id, vmid, kind, result)
              SELECT 'action_ended', requested_by, id, cluster_id, vmid, kind, state FROM ended
            )
            SELECT id, cluster_id, vmid, version, finished_at FROM ended""";

    /** $1 id, $2 name, $3 kind, $4 selector, $5 key, $6 hash, $7 results. */
    static final String REMEMBER = """
            INSERT INTO action_batch (id, requested_by, kind, selector, idempotency_key, request_hash, results)
            VALUES ($1, $2, $3, $4::text::jsonb, $5, $6, $7::text::jsonb)""";

    /** Whose batch it is. $1 id. */
    static final String REQUESTER = "SELECT requested_by FROM action_batch WHERE id = $1";
}
