package io.labkeeper.simulator.state;

import java.time.Instant;
import java.util.Locale;

/** A host of the cluster. Guarded by the cluster's lock, like all state. */
public final class Node {

    /** How a node stands. */
    public enum Status {
        UP,
        /** Without power: offline in lists, its guests dead, no statistics. */
        DOWN,
        /** Online in lists and working, but requests passed on to it fail. */
        UNREACHABLE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String name;
    private final int id;
    private final int cores;
    private final long memory;
    private Instant bootedAt;
    private Status status = Status.UP;
    private int proxyStatus = 595;
    private boolean reporting = true;

    public Node(String name, int id, int cores, long memory, Instant bootedAt) {
        this.name = name;
        this.id = id;
        this.cores = cores;
        this.memory = memory;
        this.bootedAt = bootedAt;
    }

    public String name() {
        return name;
    }

    public int id() {
        return id;
    }

    public String ip() {
        return "192.0.2." + (10 + id);
    }

    public int cores() {
        return cores;
    }

    /** In bytes. */
    public long memory() {
        return memory;
    }

    public Instant bootedAt() {
        return bootedAt;
    }

    public void bootedAt(Instant time) {
        bootedAt = time;
    }

    public Status status() {
        return status;
    }

    public void status(Status newStatus) {
        status = newStatus;
    }

    /** Whether lists show it online. */
    public boolean online() {
        return status != Status.DOWN;
    }

    /** Whether its statistics daemon (pvestatd) works; it hangs, say, on a storage that does not answer. */
    public boolean reporting() {
        return reporting;
    }

    public void reporting(boolean works) {
        reporting = works;
    }

    /** The pseudo status of a request that cannot be passed on to this node: 595, 596 or 599. */
    public int proxyStatus() {
        return proxyStatus;
    }

    public void proxyStatus(int code) {
        proxyStatus = code;
    }
}
