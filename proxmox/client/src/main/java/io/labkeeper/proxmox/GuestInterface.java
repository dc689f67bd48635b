package io.labkeeper.proxmox;

import java.util.List;

/**
 * A network interface as the guest itself reports it.
 *
 * @param name for example "lo", "eth0", "Ethernet 2"
 * @param mac lower or upper case as the guest gave it; null where it gave none
 * @param addresses IPv4 and IPv6 without prefix and zone, as given, link-local and loopback included
 */
public record GuestInterface(String name, String mac, List<String> addresses) {}
