package io.labkeeper.actions.lifecycle;

import io.labkeeper.action.ActionPhase;
import java.time.Instant;

/**
 * How far an action has come. Each state offers only the steps that may follow it, so that an order cannot be sent before it was
 * written down that it is going to be sent, and nothing follows an end.
 */
public sealed interface ActionState {

    ActionPhase phase();

    /** Nobody has taken it up. */
    record Accepted() implements ActionState {
        @Override
        public ActionPhase phase() {
            return ActionPhase.ACCEPTED;
        }

        public Claimed claimed() {
            return new Claimed();
        }
    }

    /** A runner looks at the VM; nothing was sent to Proxmox. */
    record Claimed() implements ActionState, Open {
        @Override
        public ActionPhase phase() {
            return ActionPhase.CLAIMED;
        }

        /** About to be sent to this node for the first time. */
        public Submitting submitting(String node) {
            return new Submitting(node, null, 1);
        }
    }

    /**
     * Saved before the call, so that whoever finds it knows that Proxmox may have got the order.
     *
     * @param node the node it was, or is going to be, sent to
     * @param since database time at which this was saved; null until it is
     * @param sent how often it was going to be sent, this time included; each try counts, even one that sent nothing, so that two
     *     tries are never taken for one
     */
    record Submitting(String node, Instant since, int sent) implements ActionState, Open {
        @Override
        public ActionPhase phase() {
            return ActionPhase.SUBMITTING;
        }

        public Submitted submitted(String upid) {
            return new Submitted(node, since, sent, upid);
        }

        /** Once more: Proxmox verifiably refused it, or verifiably never got it and twice is the same as once. */
        public Submitting again(String otherNode) {
            return new Submitting(otherNode, null, sent + 1);
        }
    }

    /**
     * Proxmox has made a task of it.
     *
     * @param upid the task
     */
    record Submitted(String node, Instant since, int sent, String upid) implements ActionState, Open {
        @Override
        public ActionPhase phase() {
            return ActionPhase.SUBMITTED;
        }

        /** Once more: its task has failed without touching the guest, since that is on another node. */
        public Submitting again(String otherNode) {
            return new Submitting(otherNode, null, sent + 1);
        }
    }

    /** Over. */
    record Ended(End end, Instant at) implements ActionState {
        @Override
        public ActionPhase phase() {
            return end.phase();
        }
    }

    /** The states in which a runner works on the action, and may end it. */
    sealed interface Open permits Claimed, Submitting, Submitted {

        /** The end; its time is the database's, once saved. */
        default Ended ended(End end) {
            return new Ended(end, null);
        }
    }
}
