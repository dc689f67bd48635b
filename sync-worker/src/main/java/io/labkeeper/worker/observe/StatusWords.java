package io.labkeeper.worker.observe;

import io.labkeeper.inventory.VmStatus;

/** Proxmox's words for a guest's state: running, stopped, and whatever QEMU's monitor says (pvestatd, update_qemu_status). */
final class StatusWords {

    private StatusWords() {}

    /**
     * @param lock what holds the guest; "suspended" means that its memory was saved to disk
     */
    static VmStatus status(String word, String lock) {
        if (word == null) {
            return VmStatus.UNKNOWN;
        }
        return switch (word) {
            case "running" -> VmStatus.RUNNING;
            case "stopped" -> "suspended".equals(lock) ? VmStatus.SUSPENDED : VmStatus.STOPPED;
            case "paused" -> VmStatus.PAUSED;
            case "suspended" -> VmStatus.SUSPENDED;
            default -> VmStatus.UNKNOWN;
        };
    }

    /** Whether a guest in this state has memory and a boot time. */
    static boolean alive(VmStatus status) {
        return status == VmStatus.RUNNING || status == VmStatus.PAUSED;
    }
}
