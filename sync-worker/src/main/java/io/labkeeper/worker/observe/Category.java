package io.labkeeper.worker.observe;

import io.labkeeper.proxmox.GuestType;

/** What kind of system a guest runs, from its {@code ostype}. */
final class Category {

    private Category() {}

    /**
     * @param ostype null if not configured or not known
     */
    static String of(GuestType type, String ostype) {
        if (type == GuestType.LXC) {
            return "linux";
        }
        if (ostype == null) {
            return "other";
        }
        if (ostype.startsWith("w")) {
            return "windows";
        }
        return ostype.equals("l24") || ostype.equals("l26") ? "linux" : "other";
    }
}
