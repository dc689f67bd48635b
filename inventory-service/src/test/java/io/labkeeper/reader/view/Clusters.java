package io.labkeeper.reader.view;

import java.util.concurrent.atomic.AtomicInteger;

/** Names of clusters: each test takes its own, since a view never goes back to an earlier state of a cluster. */
public final class Clusters {
    private static final AtomicInteger LAST = new AtomicInteger();

    private Clusters() {}

    public static String fresh() {
        return "lab-" + LAST.incrementAndGet();
    }
}
