package io.labkeeper.reader.view;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Names of clusters: each test takes its own, since a view never goes back to an earlier state of a cluster. Lists are in order of the
 * names as texts, so a later one must be a greater text too.
 */
public final class Clusters {
    private static final AtomicInteger LAST = new AtomicInteger();

    private Clusters() {}

    public static String fresh() {
        return "lab-%04d".formatted(LAST.incrementAndGet());
    }
}
