package io.labkeeper.inventory;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What users are told about a VM's state; never absent. */
public enum VmStatus {
    RUNNING,
    STOPPED,
    PAUSED,
    /** Suspended to disk. */
    SUSPENDED,
    /** Not known: the node is away, or Proxmox has a word that we do not. */
    UNKNOWN;

    /** The word in JSON, SQL and queries. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status with this word; {@link #UNKNOWN} for any other word, so that an older reader survives a newer writer. */
    @JsonCreator
    public static VmStatus ofWord(String word) {
        for (VmStatus status : values()) {
            if (status.word().equals(word)) {
                return status;
            }
        }
        return UNKNOWN;
    }
}
