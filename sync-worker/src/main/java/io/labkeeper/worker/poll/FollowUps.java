package io.labkeeper.worker.poll;

import io.labkeeper.action.ActionKind;
import java.util.List;

/** When to look at a VM again after an action on it has ended, in seconds after the end was noticed. Pure. */
final class FollowUps {
    /** A VM that dies at once after its start is seen to have died. */
    private static final List<Integer> PLAIN = List.of(2, 6, 12);

    /** The task ends before the fact: the guest comes up again, or the HA manager acts, some time later. */
    private static final List<Integer> SETTLING = List.of(2, 5, 10, 20, 40);

    /** When a VM that was started is asked for its address, until it has one. */
    static final List<Integer> ADDRESS = List.of(5, 15, 30, 60, 120);

    private FollowUps() {}

    static List<Integer> after(ActionKind kind, boolean ha) {
        boolean provenByTask = kind == ActionKind.START || kind == ActionKind.STOP || kind == ActionKind.SHUTDOWN;
        return provenByTask && !ha ? PLAIN : SETTLING;
    }
}
