package io.labkeeper.proxmox;

import java.util.List;
import java.util.Optional;

/**
 * A guest's configuration, reduced to what Labkeeper uses.
 *
 * @param name QEMU {@code name} or LXC {@code hostname}; null if unset
 * @param ostype raw ("l26", "win11", "debian", …); null if unset
 * @param interfaces {@code net0} to {@code net31}, in order
 * @param agentEnabled QEMU only: the first part of the {@code agent} property text
 * @param ctime QEMU only: creation time in Unix seconds from {@code meta}
 * @param smbiosUuid QEMU only: {@code uuid} of {@code smbios1}; null if unset
 * @param cores sockets times cores for QEMU, {@code cores} for LXC; 0 if unset
 */
public record GuestConfig(
        String name,
        String ostype,
        List<ConfiguredInterface> interfaces,
        boolean agentEnabled,
        Optional<Long> ctime,
        String smbiosUuid,
        int cores) {

    /**
     * One {@code netN} line (and, for QEMU, the {@code ipconfigN} beside it).
     *
     * @param mac upper case with colons
     * @param addresses static addresses without prefix, never "dhcp", "auto" or "manual"
     */
    public record ConfiguredInterface(String name, String mac, List<String> addresses) {}
}
