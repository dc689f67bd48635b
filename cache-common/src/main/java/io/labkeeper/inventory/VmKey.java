package io.labkeeper.inventory;

import java.util.Comparator;

/**
 * The identity of a VM: Proxmox's number is unique within its cluster only.
 *
 * @param clusterId our id of the cluster
 * @param vmid Proxmox's number, 100 to 999999999; re-used after deletion, so see {@link VmRecord.Internal#birth()}
 */
public record VmKey(String clusterId, int vmid) implements Comparable<VmKey> {

    private static final Comparator<VmKey> ORDER =
            Comparator.comparing(VmKey::clusterId).thenComparingInt(VmKey::vmid);

    /**
     * Reads the form {@code cluster/vmid}.
     *
     * @throws IllegalArgumentException if the text is not of this form
     */
    public static VmKey parse(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0) {
            throw new IllegalArgumentException("not of the form cluster/vmid: " + text);
        }
        try {
            return new VmKey(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not of the form cluster/vmid: " + text, e);
        }
    }

    @Override
    public int compareTo(VmKey other) {
        return ORDER.compare(this, other);
    }

    /** The form {@code cluster/vmid}. */
    @Override
    public String toString() {
        return clusterId + "/" + vmid;
    }
}
