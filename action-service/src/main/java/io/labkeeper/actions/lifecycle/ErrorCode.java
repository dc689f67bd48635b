package io.labkeeper.actions.lifecycle;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why an action did not succeed, as a word that pages may rely on. */
public enum ErrorCode {
    /** Something holds the VM in Proxmox: a backup, a migration, another operation. */
    VM_LOCKED,
    /** The cluster has lost its quorum and refuses to change anything. */
    NO_QUORUM,
    VM_IS_TEMPLATE,
    NODE_OFFLINE,
    /** Labkeeper's own token lacks the right. */
    NOT_ALLOWED_ON_PROXMOX,
    VM_GONE,
    /** A time limit has passed: the guest's, the task's or ours. */
    TIMEOUT,
    /** Anything else that Proxmox said, or its silence. */
    PROXMOX_ERROR;

    /** The word on the wire and in the table. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
