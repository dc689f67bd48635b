package io.labkeeper.bench.run;

import io.labkeeper.e2e.lab.Postgres;

/**
 * More VMs than a simulator can show in a hurry: copies of the rows that sync-worker itself has written for the guests of one cluster, in
 * clusters of their own, which seem to be somebody's whom nobody ever sees.
 */
public final class Copies {
    /** As many VMs as one cluster gets. */
    private static final int PER_CLUSTER = 10_000;

    private static final int FIRST_VMID = 1_000;

    private static final String HEAD = """
            INSERT INTO cluster_sync
            SELECT r.* FROM cluster_sync c, LATERAL jsonb_populate_record(c, jsonb_build_object(
                    'cluster_id', ?::text, 'name', 'Copy of ' || c.name, 'owner', 'nobody',
                    'lease_until', clock_timestamp() + interval '1 day',
                    'sync', c.sync || jsonb_build_object('last_quick_at', to_char(
                        (clock_timestamp() + interval '1 hour') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))) r
             WHERE c.cluster_id = ?""";

    private static final String VMS = """
            WITH source AS (
                SELECT vmid, row_number() OVER (ORDER BY vmid) - 1 AS place, count(*) OVER () AS places
                  FROM vm_inventory WHERE cluster_id = ? AND deleted_at IS NULL AND NOT is_template)
            INSERT INTO vm_inventory
            SELECT r.* FROM generate_series(0, ? - 1) n
              JOIN source s ON s.place = n % s.places
              JOIN vm_inventory v ON v.cluster_id = ? AND v.vmid = s.vmid,
                   LATERAL jsonb_populate_record(v, jsonb_build_object(
                       'cluster_id', ?::text, 'vmid', ?::int + n, 'name', v.name || '-' || n,
                       'body', v.body || jsonb_build_object('vm', v.body -> 'vm' || jsonb_build_object(
                           'cluster_id', ?::text, 'vmid', ?::int + n, 'name', v.name || '-' || n)))) r""";

    /** A doubled question mark is the operator: a single one is a parameter. */
    private static final String METRICS = """
            WITH source AS (
                SELECT vmid, row_number() OVER (ORDER BY vmid) - 1 AS place, count(*) OVER () AS places
                  FROM vm_inventory WHERE cluster_id = ? AND deleted_at IS NULL AND NOT is_template)
            INSERT INTO cluster_metrics (cluster_id, seq, at, body)
            SELECT ?, m.seq, m.at, m.body || jsonb_build_object('vms', (
                       SELECT jsonb_object_agg(?::int + n, m.body -> 'vms' -> s.vmid::text)
                         FROM generate_series(0, ? - 1) n JOIN source s ON s.place = n % s.places
                        WHERE m.body -> 'vms' ?? s.vmid::text))
              FROM cluster_metrics m WHERE m.cluster_id = ?""";

    private final Postgres postgres;
    private final String source;
    private int clusters;

    /** @param source id of the cluster that is copied */
    public Copies(String jdbcUrl, String source) {
        this.postgres = new Postgres(jdbcUrl);
        this.source = source;
    }

    /** Adds so many VMs, in clusters of ten thousand. */
    public void add(int vms) {
        for (int left = vms; left > 0; left -= PER_CLUSTER) {
            addCluster("copy-" + ++clusters, Math.min(left, PER_CLUSTER));
        }
    }

    private void addCluster(String id, int vms) {
        try (Postgres.Transaction transaction = postgres.begin()) {
            transaction.run(VMS, source, vms, source, id, FIRST_VMID, id, FIRST_VMID);
            transaction.run(METRICS, source, id, FIRST_VMID, vms, source);
            transaction.run(HEAD, id, source);
            transaction.commit();
        }
    }
}
