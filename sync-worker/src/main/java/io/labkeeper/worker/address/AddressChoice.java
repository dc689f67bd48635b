package io.labkeeper.worker.address;

import io.labkeeper.inventory.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of a VM's addresses users see: IPv4 before IPv6, then the first interface of the configuration, then what the guest
 * itself says before what is configured before what the network says, then the smaller text, so that the same addresses
 * always give the same choice.
 */
public final class AddressChoice {
    private static final Map<String, Integer> SOURCES = Map.of("agent", 0, "lxc", 0, "config", 1, "arp", 2, "snmp", 3);

    private AddressChoice() {}

    /**
     * @param macs of the VM's interfaces, in order
     */
    public static Optional<Address> choose(List<String> macs, List<Address> addresses) {
        return addresses.stream()
                .min(Comparator.comparing((Address address) -> isIpv6(address.ip()))
                        .thenComparing(address -> position(macs, address.mac()))
                        .thenComparing(address -> trust(address.source()))
                        .thenComparing(Address::ip));
    }

    /** The fresh addresses instead of those that the same sources named before; the others stay. */
    public static List<Address> merge(List<Address> known, List<Address> fresh, List<String> replacedSources) {
        List<Address> merged = new ArrayList<>(fresh);
        known.stream()
                .filter(address -> !replacedSources.contains(address.source()))
                .forEach(merged::add);
        merged.sort(Comparator.comparing(Address::source)
                .thenComparing(Address::ip)
                .thenComparing(address -> String.valueOf(address.mac())));
        return List.copyOf(merged);
    }

    /** Smaller is better: the guest itself, its configuration, our own neighbour table, a router's. */
    static int trust(String source) {
        return SOURCES.getOrDefault(source, 9);
    }

    static boolean isIpv6(String ip) {
        return ip.indexOf(':') >= 0;
    }

    private static int position(List<String> macs, String mac) {
        int found = mac == null ? -1 : macs.indexOf(mac);
        return found < 0 ? Integer.MAX_VALUE : found;
    }
}
