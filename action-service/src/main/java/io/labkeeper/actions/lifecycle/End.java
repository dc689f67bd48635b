package io.labkeeper.actions.lifecycle;

import io.labkeeper.action.ActionPhase;
import io.labkeeper.inventory.VmStatus;

/**
 * How an action ended.
 *
 * @param phase one of the ended ones
 * @param changed whether the order did something; null if that is not known, or it did not succeed
 * @param outcome the status that lies over the last observation; null where the end proves none
 * @param failure null after a success
 */
public record End(ActionPhase phase, Boolean changed, VmStatus outcome, Failure failure) {

    public End {
        if (phase.open()) {
            throw new IllegalArgumentException("not an end: " + phase);
        }
    }

    public static End succeeded(Boolean changed, VmStatus outcome) {
        return new End(ActionPhase.SUCCEEDED, changed, outcome, null);
    }

    public static End failed(Failure failure) {
        return new End(ActionPhase.FAILED, null, null, failure);
    }

    /** The outcome could not be established; the VM's state is the truth. */
    public static End unknown(Failure failure) {
        return new End(ActionPhase.UNKNOWN, null, null, failure);
    }
}
