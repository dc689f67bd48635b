package io.labkeeper.worker.poll;

import java.util.Locale;

/** What a sync reads. */
enum Mode {
    /** The list: states and metrics of all VMs. */
    QUICK,
    /** The list, and what it does not tell: configurations and addresses. */
    FULL;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
