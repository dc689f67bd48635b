package io.labkeeper.reader.events;

import java.util.Locale;

/** Why a stream ended, or was not opened. */
enum Ending {
    /** The client went. */
    CLIENT,
    /** The client's token has expired. */
    EXPIRED,
    /** The client took nothing for too long. */
    STALLED,
    /** This replica stops. */
    SHUTDOWN,
    /** Something went wrong on our side. */
    FAILED,
    /** There was no place for it. */
    REFUSED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
