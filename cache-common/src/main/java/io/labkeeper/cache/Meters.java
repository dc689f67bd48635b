package io.labkeeper.cache;

import java.util.function.Supplier;

/** Wants to show what a cache counts. */
public interface Meters {

    /** Shows nothing. */
    Meters NONE = (family, statistics) -> {};

    /** A family has been opened. @param statistics cheap, to be asked at any time */
    void opened(String family, Supplier<FamilyStatistics> statistics);
}
