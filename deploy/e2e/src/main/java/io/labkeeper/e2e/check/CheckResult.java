package io.labkeeper.e2e.check;

import java.util.List;

/**
 * What a checker found.
 *
 * @param holds whether the invariant holds; false too where there was nothing to check
 * @param measured one line: how much was checked, or the first violations
 */
public record CheckResult(boolean holds, String measured) {
    private static final int EXAMPLES = 3;

    /**
     * @param checked how much was checked; nothing is a failure, since it proves nothing
     * @param what the things checked, in the plural: "answers of 2 replicas"
     */
    static CheckResult of(long checked, String what, List<String> violations) {
        if (checked == 0) {
            return new CheckResult(false, "nothing to check: 0 " + what);
        }
        if (violations.isEmpty()) {
            return new CheckResult(true, checked + " " + what + ", 0 violations");
        }
        List<String> first = violations.subList(0, Math.min(EXAMPLES, violations.size()));
        return new CheckResult(
                false, checked + " " + what + ", " + violations.size() + " violations: " + String.join("; ", first));
    }
}
