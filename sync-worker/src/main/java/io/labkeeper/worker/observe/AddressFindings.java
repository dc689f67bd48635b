package io.labkeeper.worker.observe;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.worker.address.AddressChoice;
import io.labkeeper.worker.address.LookUp;
import io.labkeeper.worker.draft.VmDraft;
import java.util.List;

/** What a look-up adds to a record. Pure. A source that is silent wipes nothing. */
public final class AddressFindings {
    /** How the codes of troubles begin that a look-up brings. */
    private static final String AGENT = "agent_";

    private AddressFindings() {}

    /**
     * @param record as it is now, which may not be as it was when the look-up was begun
     */
    public static VmRecord apply(VmRecord record, LookUp found) {
        if (record.vm().status() != VmStatus.RUNNING) {
            return record;
        }
        if (found instanceof LookUp.Failed failed) {
            return VmDraft.of(record)
                    .syncError(failed.trouble(), failed.detail())
                    .build();
        }
        VmDraft draft = withoutAgentTrouble(VmDraft.of(record), record);
        if (found instanceof LookUp.Answered answered && !answered.addresses().isEmpty()) {
            List<String> macs = record.internal().macs();
            List<Address> all =
                    AddressChoice.merge(record.internal().addresses(), answered.addresses(), List.of("agent", "lxc"));
            draft.addresses(all, Translation.choice(macs, all), macs);
        }
        return draft.build();
    }

    /** Ends the trouble that a look-up had caused, and no other one. */
    static VmDraft withoutAgentTrouble(VmDraft draft, VmRecord record) {
        boolean agent = record.vm().syncError() != null
                && record.vm().syncError().code().startsWith(AGENT);
        return agent ? draft.syncError(null, null) : draft;
    }
}
