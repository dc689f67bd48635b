package io.labkeeper.inventory;

import java.time.Instant;

/**
 * One address of a VM and where it is known from.
 *
 * @param source agent, lxc, config, arp or snmp
 * @param seenAt when the source last named it
 */
public record Address(String ip, String mac, String source, Instant seenAt) {}
