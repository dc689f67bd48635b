package io.labkeeper.e2e.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One writer at a time: as a cluster's lease is watched, its fence never falls, and each fence belongs to one owner. */
public final class FencesOnlyGrow {

    private FencesOnlyGrow() {}

    /**
     * What one look at a lease showed.
     *
     * @param owner null while nobody has it
     */
    public record Look(long fence, String owner) {}

    /**
     * @param looks at one cluster, in order
     */
    public static CheckResult check(String cluster, List<Look> looks) {
        List<String> violations = new ArrayList<>();
        Map<Long, String> owners = new HashMap<>();
        for (int i = 0; i < looks.size(); i++) {
            Look look = looks.get(i);
            String owner = look.owner() == null ? null : owners.putIfAbsent(look.fence(), look.owner());
            if (owner != null && !owner.equals(look.owner())) {
                violations.add("fence " + look.fence() + " of " + owner + " was also that of " + look.owner());
            }
            if (i > 0 && look.fence() < looks.get(i - 1).fence()) {
                violations.add(
                        "fence " + look.fence() + " after " + looks.get(i - 1).fence());
            }
        }
        long first = looks.isEmpty() ? 0 : looks.get(0).fence();
        long last = looks.isEmpty() ? 0 : looks.get(looks.size() - 1).fence();
        return CheckResult.of(
                looks.size(),
                "looks at the lease of " + cluster + ", fence " + first + " to " + last + " with " + owners.size()
                        + " owners",
                violations);
    }
}
