package io.labkeeper.worker.observe;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.worker.draft.VmDraft;
import java.time.Instant;

/**
 * VMs that a list does not show and that are kept all the same, since it does not prove that they are gone: their last state
 * stays and is doubted. Pure.
 */
public final class Unlisted {
    /** The stale reason; ends with the next list that shows the VM. */
    static final String REASON = "not_listed";

    private Unlisted() {}

    /**
     * @param fresher a VM that was asked itself just now is not doubted because of a list that lags
     */
    public static VmRecord doubted(VmRecord known, Instant listBegan, Freshness fresher) {
        return fresher.withLook(Translation.ownLook(known)).doubts(listBegan)
                ? known
                : VmDraft.of(known).staleReason(REASON).build();
    }

    static boolean is(VmRecord record) {
        return REASON.equals(record.internal().staleReason());
    }
}
