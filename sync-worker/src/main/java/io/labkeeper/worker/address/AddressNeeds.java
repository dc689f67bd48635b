package io.labkeeper.worker.address;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whose address has to be looked up: running VMs with none or an expired one, on nodes that can be asked.
 *
 * @param wanted in order of their vmids
 * @param hits running VMs whose address is known and fresh
 * @param misses running VMs without address
 * @param expired running VMs whose address is too old
 */
public record AddressNeeds(List<VmRecord> wanted, long hits, long misses, long expired) {

    /**
     * @param callable whether a node can be asked
     */
    public static AddressNeeds of(Collection<VmRecord> vms, Duration ttl, Instant now, Predicate<String> callable) {
        List<VmRecord> wanted = new ArrayList<>();
        long hits = 0;
        long misses = 0;
        long expired = 0;
        for (VmRecord record : vms) {
            if (record.vm().status() != VmStatus.RUNNING || record.vm().isTemplate()) {
                continue;
            }
            if (fresh(record, ttl, now)) {
                hits++;
                continue;
            }
            if (record.vm().ip() == null) {
                misses++;
            } else {
                expired++;
            }
            if (callable.test(record.vm().node())) {
                wanted.add(record);
            }
        }
        wanted.sort((a, b) -> Integer.compare(a.vm().vmid(), b.vm().vmid()));
        return new AddressNeeds(List.copyOf(wanted), hits, misses, expired);
    }

    /** Whether its address is known and was confirmed within the time to live. */
    public static boolean fresh(VmRecord record, Duration ttl, Instant now) {
        return record.vm().ip() != null
                && record.vm().ipUpdatedAt() != null
                && record.vm().ipUpdatedAt().plus(ttl).isAfter(now);
    }
}
