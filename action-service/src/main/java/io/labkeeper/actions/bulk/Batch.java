package io.labkeeper.actions.bulk;

import com.fasterxml.jackson.annotation.JsonValue;
import io.labkeeper.inventory.VmKey;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What a request for many actions has come to, as it stood when it was asked for.
 *
 * @param id under which its actions are found
 * @param kind what was asked for, as a word: with a key that was used before, it may be one of a newer release
 * @param fresh whether it was made by this very request, and not by an earlier one with the same key
 * @param results one for each VM that was meant
 */
public record Batch(UUID id, String kind, boolean fresh, List<Result> results) {

    public Batch {
        results = List.copyOf(results);
    }

    /**
     * One VM's part of it.
     *
     * @param actionId the action that was made, or the open one that was there already; null without any
     * @param action what that one does, as a word; another kind after a conflict, and perhaps one of a newer release
     */
    public record Result(String clusterId, int vmid, Verdict result, UUID actionId, String action) {

        static Result notFound(VmKey vm) {
            return new Result(vm.clusterId(), vm.vmid(), Verdict.NOT_FOUND, null, null);
        }
    }

    /** What was decided about one VM. */
    public enum Verdict {
        /** There is an action for it, perhaps one that was open already. */
        ACCEPTED,
        /** An action of another kind is open on it. */
        CONFLICT,
        /** There is no such VM, or none that the caller may see: the two look alike. */
        NOT_FOUND;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** On how many VMs there is an action for it. */
    public long accepted() {
        return results.stream()
                .filter(result -> result.result() == Verdict.ACCEPTED)
                .count();
    }
}
