package io.labkeeper.embedded;

/** What the proxy does with bytes now; all its threads wait here while nothing may pass. */
final class ProxyGate {
    enum Mode {
        UP,
        DOWN,
        HANG
    }

    private Mode mode = Mode.UP;
    private long delayMillis;
    /** Bytes that each connection may still pass from the target; below zero: no limit. */
    private long half = -1;
    /** Raised by each call of {@link #half}, so that a connection knows that its count begins anew. */
    private long halfRound;

    synchronized void set(Mode newMode, long newDelayMillis) {
        mode = newMode;
        delayMillis = newDelayMillis;
        half = -1;
        notifyAll();
    }

    synchronized void half(long bytes) {
        mode = Mode.UP;
        delayMillis = 0;
        half = bytes;
        halfRound++;
        notifyAll();
    }

    synchronized long half() {
        return half;
    }

    synchronized long halfRound() {
        return halfRound;
    }

    synchronized long delayMillis() {
        return delayMillis;
    }

    /** Waits while the proxy hangs; false if nothing may pass any more: the proxy is down or the connection closed. */
    synchronized boolean awaitOpen(ProxiedConnection connection) {
        try {
            while (mode == Mode.HANG && !connection.isClosed()) {
                wait(100);
            }
            return mode != Mode.DOWN && !connection.isClosed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
