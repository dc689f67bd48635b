package io.labkeeper.simulator.state;

/**
 * A release of Proxmox VE and what changed with it.
 *
 * @param major 6 to 9
 * @param minor the number after the point
 */
public record Release(int major, int minor) {

    public Release {
        if (major < 6 || major > 9 || minor < 0) {
            throw new IllegalArgumentException("release must be 6.0 to 9.x, not " + major + "." + minor);
        }
    }

    /**
     * Reads "9", "8.4" and the like; without a minor number the last one that matters is meant.
     *
     * @throws IllegalArgumentException if the text is no release from 6 to 9
     */
    public static Release parse(String text) {
        String[] parts = text.split("\\.", 3);
        int major = Integer.parseInt(parts[0]);
        return new Release(major, parts.length > 1 ? Integer.parseInt(parts[1]) : lastMinor(major));
    }

    private static int lastMinor(int major) {
        return major == 9 ? 1 : 4;
    }

    private boolean atLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || major == otherMajor && minor >= otherMinor;
    }

    /** Errors carry their text in the body too (libpve-http-server-perl 5.2.0, January 2025). */
    public boolean messageInBody() {
        return atLeast(8, 4);
    }

    /** Guest-agent calls ask for VM.GuestAgent.Audit or .Unrestricted instead of VM.Monitor. */
    public boolean guestAgentPrivileges() {
        return major >= 9;
    }

    /** List rows have {@code memhost}, and network rows take the place of sdn rows. */
    public boolean nine() {
        return major >= 9;
    }

    /** {@code overrule-shutdown} exists (qemu-server 8.1.2, April 2024). */
    public boolean overruleShutdown() {
        return atLeast(8, 2);
    }

    /** Containers list all their addresses under {@code ip-addresses} (pve-container, April 2025). */
    public boolean containerAddressLists() {
        return atLeast(8, 4);
    }

    /** Every refusal at the door reads "Authentication failed!" (January 2026). */
    public boolean uniformRefusal() {
        return atLeast(9, 2);
    }

    /** {@code memory} of a VM's configuration is text (a property string since 8.0). */
    public boolean memoryAsText() {
        return major >= 8;
    }

    /** Types of before June 2021: numbers as text, empty text for what is not set. */
    public boolean looseTypes() {
        return major < 7;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
