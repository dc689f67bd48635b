package io.labkeeper.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** One client of the proxy and its connection to the target. Either side closing closes both. */
final class ProxiedConnection implements AutoCloseable {
    private static final int CHUNK = 16 * 1024;

    private final Socket client;
    private final ProxyGate gate;
    private final AtomicInteger sprung;
    private volatile Socket target;
    private volatile boolean closed;
    private volatile Trap trap = Trap.NONE;
    private volatile boolean mute;
    private long round;
    private long passed;

    /** @param sprung counts traps that have sprung */
    ProxiedConnection(Socket client, ProxyGate gate, AtomicInteger sprung) {
        this.client = client;
        this.gate = gate;
        this.sprung = sprung;
        this.round = gate.halfRound();
    }

    /** Moves bytes both ways until one side ends; {@code fork} runs the second direction. */
    void run(Socket connected, Consumer<Runnable> fork) throws IOException {
        target = connected;
        if (closed) {
            connected.close();
            return;
        }
        client.setTcpNoDelay(true);
        fork.accept(() -> pump(client, connected, false));
        pump(connected, client, true);
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(chunk); n >= 0 && gate.awaitOpen(this); n = in.read(chunk)) {
                delay();
                if (lost(chunk, n, answers)) {
                    continue;
                }
                out.write(chunk, 0, answers ? allowed(n) : n);
                if (answers && isUsedUp()) {
                    return;
                }
            }
        } catch (IOException oneSideHasGone) {
            return;
        } finally {
            close();
        }
    }

    /** Lays a trap for what comes from the target from now on. */
    void lay(Trap newTrap) {
        trap = newTrap;
    }

    private boolean lost(byte[] chunk, int n, boolean answers) {
        if (answers && !mute && trap.catches(chunk, n)) {
            mute = trap.mutes();
            trap = Trap.NONE;
            sprung.incrementAndGet();
            return true;
        }
        return mute;
    }

    private int allowed(int n) {
        if (round != gate.halfRound()) {
            round = gate.halfRound();
            passed = 0;
        }
        long limit = gate.half();
        if (limit < 0) {
            return n;
        }
        int allowed = (int) Math.min(n, Math.max(0, limit - passed));
        passed += allowed;
        return allowed;
    }

    private boolean isUsedUp() {
        long limit = gate.half();
        return limit >= 0 && passed >= limit;
    }

    private void delay() {
        long millis = gate.delayMillis();
        if (millis > 0) {
            LockSupport.parkNanos(millis * 1_000_000);
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        closeQuietly(client);
        closeQuietly(target);
    }

    private static void closeQuietly(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException alreadyBroken) {
            // There is nothing left to close.
            return;
        }
    }
}
