package io.labkeeper.actions.request;

import io.labkeeper.actions.limits.OverLimit;
import io.labkeeper.inventory.VmKey;
import java.util.List;

/** What becomes of a request for an action. */
sealed interface Answer {

    /** The word in the audit trail and in the counter. */
    String result();

    /**
     * There is an action for it.
     *
     * @param fresh whether it was made by this very request
     */
    record Accepted(ActionEntity action, boolean fresh) implements Answer {
        @Override
        public String result() {
            return fresh ? "accepted" : "accepted_before";
        }
    }

    /** There is no such VM, or none that the caller may see: the two look alike. */
    record NotFound() implements Answer {
        @Override
        public String result() {
            return "refused_not_found";
        }
    }

    /** The number alone does not say which. */
    record Ambiguous(List<VmKey> candidates) implements Answer {
        @Override
        public String result() {
            return "refused_ambiguous";
        }
    }

    /** Another kind of action is open on that VM. */
    record Conflict(ActionEntity open) implements Answer {
        @Override
        public String result() {
            return "refused_conflict";
        }
    }

    /** The key belongs to another request. */
    record KeyReused() implements Answer {
        @Override
        public String result() {
            return "refused_key_reused";
        }
    }

    /** The caller has asked for too much in a short time. */
    record TooMany(OverLimit problem) implements Answer {
        @Override
        public String result() {
            return "refused_over_limit";
        }
    }
}
