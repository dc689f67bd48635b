package io.labkeeper.worker.reconcile;

/** Whether somebody knows a cluster, as a condition in SQL: the same wherever a removal is thought of, begun, or made. */
public final class Knowledge {

    /**
     * True of a row {@code c} of {@code cluster_sync} that some living worker knows, or may know: it does not tell, or is not sure of its
     * file. {@code $1} is for how many seconds a worker lives after it was last seen.
     */
    public static final String KNOWN = """
            EXISTS (SELECT FROM worker w WHERE w.seen_at > clock_timestamp() - make_interval(secs => $1)
                       AND (w.unsure OR w.clusters IS NULL OR c.cluster_id = ANY (w.clusters)))""";

    private Knowledge() {}
}
