package io.labkeeper.simulator.state;

/** The two kinds of guests; they share one number space but neither paths nor manners. */
public enum GuestKind {
    QEMU("qemu", "VM", "qm", "qemu-server"),
    LXC("lxc", "CT", "vz", "lxc");

    private final String word;
    private final String title;
    private final String taskPrefix;
    private final String configFolder;

    GuestKind(String word, String title, String taskPrefix, String configFolder) {
        this.word = word;
        this.title = title;
        this.taskPrefix = taskPrefix;
        this.configFolder = configFolder;
    }

    /** As in paths and in the field {@code type} of a list: "qemu" or "lxc". */
    public String word() {
        return word;
    }

    /** As in Proxmox's messages: "VM" or "CT". */
    public String title() {
        return title;
    }

    /** Beginning of task types: "qm" as in "qmstart", "vz" as in "vzstart". */
    public String taskPrefix() {
        return taskPrefix;
    }

    /** Where the guest's configuration lies on a node, as it appears in messages. */
    public String configPath(String node, int vmid) {
        return "nodes/" + node + "/" + configFolder + "/" + vmid + ".conf";
    }

    /** The file that serialises work on one guest, as it appears in messages. */
    public String lockPath(int vmid) {
        return this == QEMU
                ? "/var/lock/qemu-server/lock-" + vmid + ".conf"
                : "/run/lock/lxc/pve-config-" + vmid + ".lock";
    }

    /**
     * @throws IllegalArgumentException if the word is neither "qemu" nor "lxc"
     */
    public static GuestKind of(String word) {
        for (GuestKind kind : values()) {
            if (kind.word.equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no such kind of guest: " + word);
    }
}
