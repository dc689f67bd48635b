package io.labkeeper.simulator.state;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A VM, container or template as it truly is. Guarded by the lock of {@link World}. */
public final class Guest {

    public static final String STOPPED = "stopped";
    public static final String RUNNING = "running";
    public static final String PAUSED = "paused";

    private final int vmid;
    private final GuestKind kind;
    private final Instant created;
    private final String uuid;
    private final Deque<TaskOutcome> nextOutcomes = new ArrayDeque<>();

    private String node;
    private GuestSpec spec;
    private String state = STOPPED;
    private Instant startedAt;
    private String lock;
    private HaState ha;
    private boolean suspendedToDisk;

    public Guest(int vmid, GuestKind kind, String node, GuestSpec spec, Birth birth) {
        this.vmid = vmid;
        this.kind = kind;
        this.node = node;
        this.spec = spec;
        this.created = birth.time();
        this.uuid = birth.uuid();
    }

    /**
     * What tells a guest from an earlier one with its number.
     *
     * @param time {@code ctime} in the configuration's {@code meta}
     * @param uuid the one in {@code smbios1}
     */
    public record Birth(Instant time, String uuid) {}

    public int vmid() {
        return vmid;
    }

    public GuestKind kind() {
        return kind;
    }

    public Instant created() {
        return created;
    }

    public String uuid() {
        return uuid;
    }

    public String node() {
        return node;
    }

    public void node(String newNode) {
        node = newNode;
    }

    public GuestSpec spec() {
        return spec;
    }

    public void spec(GuestSpec newSpec) {
        spec = newSpec;
    }

    /** As in messages: "VM 100", "CT 101". */
    public String title() {
        return kind.title() + " " + vmid;
    }

    /** The name, or what Proxmox shows for a guest without one. */
    public String displayName() {
        if (spec.name() != null) {
            return spec.name();
        }
        return kind == GuestKind.QEMU ? "VM " + vmid : "CT" + vmid;
    }

    /** The raw state: "running", "stopped", or QEMU's word ("paused", "prelaunch", "io-error", …). */
    public String state() {
        return state;
    }

    /** Whether a process exists, in whatever state. */
    public boolean alive() {
        return !STOPPED.equals(state);
    }

    public void state(String newState, Instant now) {
        if (STOPPED.equals(newState)) {
            startedAt = null;
        } else if (startedAt == null) {
            startedAt = now;
        }
        state = newState;
    }

    /** As after a reset: same process, uptime from zero. */
    public void restarted(Instant now) {
        startedAt = now;
    }

    /** In whole seconds; 0 when stopped, at least 1 when there is a process. */
    public long uptime(Instant now) {
        return startedAt == null ? 0 : Math.max(1, now.getEpochSecond() - startedAt.getEpochSecond());
    }

    /** The configuration's lock word, or null. */
    public String lock() {
        return lock;
    }

    public void lock(String word) {
        lock = word;
    }

    /** Null if the HA stack does not manage it. */
    public HaState ha() {
        return ha;
    }

    public void ha(HaState newState) {
        ha = newState;
    }

    public boolean suspendedToDisk() {
        return suspendedToDisk;
    }

    public void suspendedToDisk(boolean value) {
        suspendedToDisk = value;
    }

    /** Lays down how the next power task goes; several are used up in order. */
    public void nextOutcome(TaskOutcome outcome) {
        nextOutcomes.add(outcome);
    }

    /** Takes what was laid down for the next power task. */
    public TaskOutcome takeOutcome() {
        TaskOutcome outcome = nextOutcomes.poll();
        return outcome == null ? TaskOutcome.GOOD : outcome;
    }

    public List<TaskOutcome> outcomes() {
        return List.copyOf(nextOutcomes);
    }
}
