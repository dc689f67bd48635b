package io.labkeeper.worker.address;

import io.labkeeper.inventory.Address;
import io.labkeeper.proxmox.GuestInterface;
import io.netty.util.NetUtil;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What of a guest's own report is an address at which it can be reached: only interfaces that its configuration names (by
 * MAC, in any case of letters), without loopback and link-local addresses, and without the bridges and tunnels that container
 * engines and VPNs make inside the guest. Whoever rules a guest can make it report anything, any number of times.
 */
public final class GuestAddresses {
    /** More than any guest in earnest has; what goes beyond is left out. */
    static final int MOST = 32;

    /** {@code ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255} */
    private static final int LONGEST = 45;

    /**
     * How the names of interfaces begin that live inside a guest; some copy the MAC of the real one. Short ones count only as
     * whole words, since "Local Area Connection" is what Windows calls a real one.
     */
    private static final Pattern INNER = Pattern.compile("(?i)(lo\\d*$|(wg|wt|tap|tun|tunl)([\\d_-]|$)|zt[a-z0-9]{8}$"
            + "|docker|br-|veth|virbr|cni|flannel|cali|tailscale"
            + "|lxcbr|lxdbr|podman|vxlan|kube|isatap|teredo|loopback pseudo)");

    /** Loopback, link-local, multicast, unspecified; in both families. */
    private static final Pattern UNREACHABLE = Pattern.compile(
            "(?i)(127\\.|169\\.254\\.|0\\.|22[4-9]\\.|23\\d\\.|::1$|::$|fe[89ab].:|ff..:|::ffff:127\\.).*");

    private static final Pattern LITERAL = Pattern.compile("[0-9a-fA-F:.]+");

    private GuestAddresses() {}

    /**
     * @param macs of the interfaces in the configuration, upper case
     * @param source agent or lxc
     * @return at most 32, IPv4 first
     */
    public static List<Address> usable(List<GuestInterface> reported, List<String> macs, String source, Instant now) {
        List<Address> usable = new ArrayList<>();
        for (GuestInterface one : reported) {
            String mac = one.mac() == null ? null : one.mac().toUpperCase(Locale.ROOT);
            if (mac == null || !macs.contains(mac) || INNER.matcher(one.name()).lookingAt()) {
                continue;
            }
            one.addresses().stream()
                    .filter(GuestAddresses::reachable)
                    .map(ip -> new Address(ip.toLowerCase(Locale.ROOT), mac, source, now))
                    .forEach(usable::add);
        }
        return usable.stream()
                .distinct()
                .sorted(Comparator.comparing(address -> AddressChoice.isIpv6(address.ip())))
                .limit(MOST)
                .toList();
    }

    /** Whether it is an address, and one at which somebody else can reach a guest. */
    public static boolean reachable(String ip) {
        return literal(ip) && !UNREACHABLE.matcher(ip).matches();
    }

    /** Nothing is looked up. Without brackets, zone or prefix, which would be other texts for the same address. */
    private static boolean literal(String ip) {
        return ip.length() <= LONGEST
                && LITERAL.matcher(ip).matches()
                && (NetUtil.isValidIpV4Address(ip) || NetUtil.isValidIpV6Address(ip));
    }
}
