package io.labkeeper.proxmox;

import java.util.regex.Pattern;

/**
 * How Proxmox says that a node does not hold a guest: "Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist" and
 * "unable to find configuration file for VM 100 on node 'pve1'" (pve-guest-common {@code src/PVE/AbstractConfig.pm}, qemu-server
 * {@code PVE/QemuConfig.pm}). Other things that do not exist, such as a volume or a storage, are no missing guest.
 */
public final class MissingGuest {
    private static final Pattern WORDS = Pattern.compile(
            "configuration file .* does not exist|unable to find configuration file", Pattern.CASE_INSENSITIVE);

    private MissingGuest() {}

    /**
     * @param words of an error answer, or the end of a task; may be null
     */
    public static boolean isToldBy(String words) {
        return words != null && WORDS.matcher(words).find();
    }
}
