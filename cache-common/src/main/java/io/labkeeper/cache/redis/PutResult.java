package io.labkeeper.cache.redis;

/** What became of a write of a cluster's inventory. */
public enum PutResult {
    APPLIED,
    /** A newer lease holder has written: we are no longer the writer. */
    FENCED,
    /** Redis has this revision or a newer one. */
    OLD,
    /** Redis is not at the revision that this change builds on: write the whole cluster instead. */
    GAP
}
