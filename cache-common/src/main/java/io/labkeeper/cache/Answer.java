package io.labkeeper.cache;

/**
 * What a question came to that memory could not answer at once. All who waited for it share one.
 *
 * @param value null if the loader says that there is no such thing
 */
record Answer<V>(V value, Origin origin) {

    /** Where it was in the end. */
    enum Origin {
        /** In a tier, and fresh. */
        HELD,
        /** Brought by the loader. */
        LOADED,
        /** In a tier, past its TTL; given because the loader failed. */
        STALE
    }
}
