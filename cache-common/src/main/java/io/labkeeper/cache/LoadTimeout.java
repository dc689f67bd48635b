package io.labkeeper.cache;

import java.time.Duration;

/** A loader has not answered in its time. */
public final class LoadTimeout extends RuntimeException {

    LoadTimeout(String family, Duration limit) {
        super("nothing was loaded for the cache family " + family + " within " + limit.toMillis() + " ms");
    }
}
