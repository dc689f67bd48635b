package io.labkeeper.simulator;

import io.labkeeper.simulator.state.Release;
import io.labkeeper.simulator.state.Timing;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What a simulated cluster is like at its start. Every method that takes a value changes it and returns this object. */
public final class SimulatorOptions {

    private final String clusterId;
    private final Map<Timing, Duration> timings = new EnumMap<>(Timing.class);
    private int vms = 60;
    private int nodes = 3;
    private long seed = 1;
    private Release release = new Release(9, 1);
    private boolean numbersAsText;
    private String host = "127.0.0.1";
    private int apiPort;
    private int controlPort;
    private Path keepIn;
    private Path neighbourTable;
    private Clock clock = Clock.systemUTC();

    private SimulatorOptions(String clusterId) {
        this.clusterId = clusterId;
    }

    /**
     * @param clusterId the cluster's name; part of the seed, so that clusters differ
     */
    public static SimulatorOptions of(String clusterId) {
        return new SimulatorOptions(clusterId);
    }

    public String clusterId() {
        return clusterId;
    }

    public int vms() {
        return vms;
    }

    /** Guests besides the two templates; 0 to 60,000, 60 if not said. */
    public SimulatorOptions vms(int count) {
        vms = inRange("vms", count, 0, 60_000);
        return this;
    }

    public int nodes() {
        return nodes;
    }

    /** Hosts: 1 to 99, 3 if not said. One alone makes no cluster. */
    public SimulatorOptions nodes(int count) {
        nodes = inRange("nodes", count, 1, 99);
        return this;
    }

    public long seed() {
        return seed;
    }

    /** The same seed makes the same guests. */
    public SimulatorOptions seed(long value) {
        seed = value;
        return this;
    }

    public Release release() {
        return release;
    }

    /** 9.1 if not said. */
    public SimulatorOptions release(Release value) {
        release = value;
        return this;
    }

    public Map<Timing, Duration> timings() {
        return timings;
    }

    /** Any of the delays; the usual one where nothing is said. */
    public SimulatorOptions timing(Timing timing, Duration value) {
        timings.put(timing, value);
        return this;
    }

    /** How far lists lag the true state: {@link Timing#LAG}. */
    public SimulatorOptions lag(Duration value) {
        return timing(Timing.LAG, value);
    }

    /** How long power tasks take: {@link Timing#TASK_DURATION}. */
    public SimulatorOptions taskDuration(Duration value) {
        return timing(Timing.TASK_DURATION, value);
    }

    public boolean numbersAsText() {
        return numbersAsText;
    }

    /** Whether lists send every number as text. */
    public SimulatorOptions numbersAsText(boolean value) {
        numbersAsText = value;
        return this;
    }

    public String host() {
        return host;
    }

    /** The address on which Proxmox's side listens; the control API listens on 127.0.0.1 always. */
    public SimulatorOptions host(String value) {
        host = value;
        return this;
    }

    public int apiPort() {
        return apiPort;
    }

    public int controlPort() {
        return controlPort;
    }

    /** 0 for a free port. */
    public SimulatorOptions ports(int api, int control) {
        apiPort = inRange("port", api, 0, 65535);
        controlPort = inRange("control port", control, 0, 65535);
        return this;
    }

    public Optional<Path> keepIn() {
        return Optional.ofNullable(keepIn);
    }

    /** A folder in which certificate, ports and the guests' time of birth are kept, so that they are the same at the next start. */
    public SimulatorOptions keepIn(Path folder) {
        keepIn = folder;
        return this;
    }

    public Optional<Path> neighbourTable() {
        return Optional.ofNullable(neighbourTable);
    }

    /** A file to write in the format of {@code /proc/net/arp}, with the running guests' addresses. */
    public SimulatorOptions neighbourTable(Path file) {
        neighbourTable = file;
        return this;
    }

    public Clock clock() {
        return clock;
    }

    /** The cluster's own clock; timers go by real time all the same. */
    public SimulatorOptions clock(Clock value) {
        clock = value;
        return this;
    }

    private static int inRange(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " must be " + min + " to " + max + ", not " + value);
        }
        return value;
    }
}
