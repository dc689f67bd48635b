package io.labkeeper.worker.address;

import io.labkeeper.inventory.VmRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the look-ups of one full sync came to.
 *
 * @param hits running VMs whose address was known and fresh
 * @param misses running VMs that had no address
 * @param expired running VMs whose address was too old
 * @param found how many of those who were looked up have a fresh address now, by its source
 */
public record AddressTally(long hits, long misses, long expired, Map<String, Long> found) {

    /**
     * @param after the VMs as they are known after the look-ups, by vmid
     */
    public static AddressTally of(AddressNeeds needs, Map<Integer, VmRecord> after, Duration ttl, Instant now) {
        Map<String, Long> found = needs.wanted().stream()
                .map(asked -> after.get(asked.vm().vmid()))
                .filter(record -> record != null && AddressNeeds.fresh(record, ttl, now))
                .collect(Collectors.groupingBy(
                        record -> String.valueOf(record.vm().ipSource()), TreeMap::new, Collectors.counting()));
        return new AddressTally(needs.hits(), needs.misses(), needs.expired(), found);
    }

    /** How many were found by this source. */
    public long found(String source) {
        return found.getOrDefault(source, 0L);
    }
}
