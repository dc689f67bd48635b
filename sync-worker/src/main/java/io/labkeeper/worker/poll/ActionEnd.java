package io.labkeeper.worker.poll;

import io.labkeeper.action.ActionKind;
import java.time.Instant;

/**
 * An action that is over, however it ended.
 *
 * @param id UUID of version 7
 * @param at when it ended, database time
 */
record ActionEnd(String id, int vmid, ActionKind kind, Instant at) {

    /** The same, not later than now: what comes through the feed is not to be trusted with the future. */
    ActionEnd notAfter(Instant now) {
        return at.isAfter(now) ? new ActionEnd(id, vmid, kind, now) : this;
    }
}
