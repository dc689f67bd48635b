package io.labkeeper.worker.observe;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.worker.address.AddressChoice;
import io.labkeeper.worker.address.LookUp;
import io.labkeeper.worker.address.Neighbours;
import io.labkeeper.worker.draft.VmDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a look-up adds to a record. Pure. A source that is silent wipes nothing. */
public final class AddressFindings {
    /** How the codes of troubles begin that a look-up brings. */
    private static final String AGENT = "agent_";

    private AddressFindings() {}

    /**
     * @param record as it is now, which may not be as it was when the look-up was begun
     */
    public static VmRecord apply(VmRecord record, LookUp found) {
        if (record.vm().status() != VmStatus.RUNNING || found instanceof LookUp.Lost) {
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

    /**
     * What a source in the network knows of the VM's interfaces. It takes the place of what that source said before, and of
     * what anybody said of the same interfaces so long ago that it is not believed any more.
     *
     * @param ttl how long an observed address is believed
     */
    public static VmRecord network(VmRecord record, Neighbours table, Duration ttl) {
        List<String> macs = record.internal().macs();
        List<Address> found = table.of(macs);
        Instant boot = record.internal().bootTime();
        boolean earlierRun = boot != null && boot.isAfter(table.began());
        if (record.vm().status() != VmStatus.RUNNING || found.isEmpty() || earlierRun) {
            return record;
        }
        List<Address> known = record.internal().addresses();
        List<Address> believed = known.stream()
                .filter(old -> !outdated(old, found, table.began().minus(ttl)))
                .toList();
        List<Address> fresh = found.stream()
                .map(one -> young(known, one, ttl.dividedBy(2)).orElse(one))
                .toList();
        List<Address> all = AddressChoice.merge(believed, fresh, List.of(table.source()));
        return VmDraft.of(record)
                .addresses(all, Translation.choice(macs, all), macs)
                .build();
    }

    private static boolean outdated(Address old, List<Address> found, Instant limit) {
        return !old.source().equals("config")
                && !old.seenAt().isAfter(limit)
                && found.stream().anyMatch(one -> one.mac().equals(old.mac()));
    }

    /** An address that the same source named not long ago keeps its time, so that asking again changes nothing. */
    private static Optional<Address> young(List<Address> known, Address found, Duration age) {
        return known.stream()
                .filter(old -> old.source().equals(found.source())
                        && old.ip().equals(found.ip())
                        && found.mac().equals(old.mac())
                        && old.seenAt().plus(age).isAfter(found.seenAt()))
                .findFirst();
    }

    /** Ends the trouble that a look-up had caused, and no other one. */
    static VmDraft withoutAgentTrouble(VmDraft draft, VmRecord record) {
        boolean agent = record.vm().syncError() != null
                && record.vm().syncError().code().startsWith(AGENT);
        return agent ? draft.syncError(null, null) : draft;
    }
}
