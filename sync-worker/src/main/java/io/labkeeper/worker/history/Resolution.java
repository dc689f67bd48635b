package io.labkeeper.worker.history;

import java.util.Locale;

/** How close together samples are. */
enum Resolution {
    /** One per full sync. */
    RAW,
    /** One per hour. */
    HOUR;

    /** The word in the table. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
