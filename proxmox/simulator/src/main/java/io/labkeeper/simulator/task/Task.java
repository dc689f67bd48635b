package io.labkeeper.simulator.task;

/** A task: running until it has an exit status. Guarded by the world's lock. */
public final class Task {

    public static final String OK = "OK";

    private final Upid upid;
    private Runnable onInterrupt = () -> {};
    private long endTime;
    private String exitStatus;

    Task(Upid upid) {
        this.upid = upid;
    }

    public Upid upid() {
        return upid;
    }

    public boolean running() {
        return exitStatus == null;
    }

    /** Null while it runs; then "OK", "WARNINGS: n" or an error text. */
    public String exitStatus() {
        return exitStatus;
    }

    /** In seconds of Unix time; 0 while it runs. */
    public long endTime() {
        return endTime;
    }

    /** What to do in addition when the task is ended from outside. */
    public void onInterrupt(Runnable action) {
        onInterrupt = action;
    }

    void end(String status, long time) {
        exitStatus = status;
        endTime = time;
    }

    void runInterruptAction() {
        onInterrupt.run();
    }
}
