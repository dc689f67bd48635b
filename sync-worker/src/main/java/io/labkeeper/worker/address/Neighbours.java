package io.labkeeper.worker.address;

import io.labkeeper.inventory.Address;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a source in the network knew at one moment.
 *
 * @param source arp or snmp
 * @param began when the reading was begun, database time: of a VM that was started later it says nothing
 * @param byMac addresses by MAC, in upper case; loopback, link-local and group addresses left out
 */
public record Neighbours(String source, Instant began, Map<String, List<String>> byMac) {

    public static Neighbours of(String source, Instant began, Collection<Neighbour> read) {
        Map<String, TreeSet<String>> sorted = read.stream()
                .filter(one -> GuestAddresses.reachable(one.ip()))
                .collect(Collectors.groupingBy(
                        Neighbour::mac, Collectors.mapping(Neighbour::ip, Collectors.toCollection(TreeSet::new))));
        return new Neighbours(
                source,
                began,
                sorted.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, entry -> List.copyOf(entry.getValue()))));
    }

    /** Whether it knows nobody. */
    public boolean isEmpty() {
        return byMac.isEmpty();
    }

    /** The addresses of a VM with these interfaces. @param macs upper case */
    public List<Address> of(List<String> macs) {
        return macs.stream()
                .flatMap(mac ->
                        byMac.getOrDefault(mac, List.of()).stream().map(ip -> new Address(ip, mac, source, began)))
                .toList();
    }
}
