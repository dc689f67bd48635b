package io.labkeeper.actions.selection;

import io.labkeeper.caller.Caller;

/** The role that counts when something is asked for: the highest one. Being a teacher is a fact about a class, not a role. */
public enum Standing {
    /** Acts on own VMs and on those of the classes they teach. */
    USER,
    /** Acts on all VMs. */
    OPERATOR,
    /** The same, and sees Proxmox's own words. */
    ADMIN;

    public static Standing of(Caller caller) {
        if (caller.isAdmin()) {
            return ADMIN;
        }
        return caller.seesAll() ? OPERATOR : USER;
    }
}
