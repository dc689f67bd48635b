package io.labkeeper.proxmox;

/** The two kinds of guest; the names are the words of Proxmox's paths. */
public enum GuestType {
    QEMU("qemu"),
    LXC("lxc");

    private final String word;

    GuestType(String word) {
        this.word = word;
    }

    /** The word in Proxmox's paths and rows: {@code qemu} or {@code lxc}. */
    public String word() {
        return word;
    }
}
