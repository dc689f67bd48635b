package io.labkeeper.actions.lifecycle;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.inventory.VmStatus;
import java.time.Instant;
import java.util.UUID;

/**
 * An action as it stood when it was last read or written.
 *
 * @param id of version 7: a later action of the same VM has a greater one
 * @param version rises with each change; every change is refused unless it was made from the newest version
 * @param startedAt database time at which it was first claimed; null before
 * @param updatedAt database time of the last change
 */
public record Action(UUID id, Wish wish, long version, Instant startedAt, Instant updatedAt, ActionState state) {

    public VmKey vm() {
        return wish.vm();
    }

    /** The same action one step on; not saved yet, and so with the version it was made from. */
    public Action with(ActionState next) {
        return new Action(id, wish, version, startedAt, updatedAt, next);
    }

    /** What readers must know of it. */
    public ActionNotice notice() {
        VmStatus outcome =
                state instanceof ActionState.Ended ended ? ended.end().outcome() : null;
        Instant at = state instanceof ActionState.Ended ended && ended.at() != null ? ended.at() : updatedAt;
        return new ActionNotice(
                id.toString(), vm().clusterId(), vm().vmid(), wish.kind(), state.phase(), version, outcome, at);
    }
}
