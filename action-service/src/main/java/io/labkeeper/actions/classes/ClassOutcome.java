package io.labkeeper.actions.classes;

import java.util.List;

/** What becomes of a request to change a class. */
sealed interface ClassOutcome {

    /** The word in the audit trail. */
    String result();

    /** @param revision of all assignments, with this change in it */
    record Done(ClassView now, boolean created, boolean changed, long revision) implements ClassOutcome {
        @Override
        public String result() {
            return "done";
        }
    }

    /** There is no such class, or none that the caller may see: the two look alike. */
    record NotFound() implements ClassOutcome {
        @Override
        public String result() {
            return "refused_not_found";
        }
    }

    /** The caller sees the class, but may not do this to it. */
    record Forbidden() implements ClassOutcome {
        @Override
        public String result() {
            return "refused_forbidden";
        }
    }

    /** A new class without a name. */
    record Nameless() implements ClassOutcome {
        @Override
        public String result() {
            return "refused_invalid";
        }
    }

    /** VMs that there are not, or that would be those of somebody who is not in the class. */
    record Unfit(List<ClassVm> vms) implements ClassOutcome {
        @Override
        public String result() {
            return "refused_invalid";
        }
    }
}
