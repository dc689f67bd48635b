package io.labkeeper.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy on 127.0.0.1 that breaks connections on purpose. Blocking sockets, two threads a connection: meant for some hundred
 * connections of a test, not for production. If the target cannot be reached, the accepted socket is closed at once, so that "down"
 * never looks like "hanging".
 */
public final class TcpProxy implements AutoCloseable {
    private static final int CONNECT_LIMIT_MS = 2_000;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final ProxyGate gate = new ProxyGate();
    private final AtomicInteger sprung = new AtomicInteger();

    private TcpProxy(ServerSocket listener, InetSocketAddress target) {
        this.listener = listener;
        this.target = target;
    }

    /** Listens on 127.0.0.1 at {@code port} (0: a free one) and passes everything to the target, from now on. */
    public static TcpProxy start(int port, String targetHost, int targetPort) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port == 0 ? Ports.free() : port), 200);
        TcpProxy proxy = new TcpProxy(listener, new InetSocketAddress(targetHost, targetPort));
        proxy.daemon("accept", proxy::acceptAll);
        return proxy;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Passes everything, at once. Ends every other mode; a muted connection stays so. */
    public void up() {
        lay(Trap.NONE);
        gate.set(ProxyGate.Mode.UP, 0);
    }

    /** Closes all connections; new ones are accepted and closed at once. */
    public void down() {
        gate.set(ProxyGate.Mode.DOWN, 0);
        cut();
    }

    /** Keeps all connections, accepts new ones, and moves no byte in either direction until {@link #up()}. */
    public void hang() {
        gate.set(ProxyGate.Mode.HANG, 0);
    }

    /** Passes everything {@code millis} late, in each direction. */
    public void delay(long millis) {
        gate.set(ProxyGate.Mode.UP, millis);
    }

    /** Each connection, old or new, passes {@code bytes} more bytes from the target and is then closed: an answer cut in the middle. */
    public void half(long bytes) {
        gate.half(bytes);
    }

    /** The next piece from the target that holds this text is lost, once on each connection that is open now. */
    public void swallow(String text) {
        lay(new Trap(text, false));
    }

    /**
     * Half-open: the connections among those open now on which this text comes next from the target stay open, and no byte passes there
     * any more in either direction. All others, and new ones, go on.
     */
    public void mute(String text) {
        lay(new Trap(text, true));
    }

    /** How often {@link #swallow} and {@link #mute} have struck so far. */
    public int sprung() {
        return sprung.get();
    }

    private void lay(Trap trap) {
        connections.forEach(connection -> connection.lay(trap));
    }

    /** Closes all connections now; new ones are treated as before. */
    public void cut() {
        connections.forEach(ProxiedConnection::close);
    }

    /** How many connections are open now. */
    public int connections() {
        return connections.size();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                daemon("connect", () -> serve(client));
            } catch (IOException closed) {
                // Either close() was called and the loop ends, or this one client has gone before we took it.
                continue;
            }
        }
    }

    private void serve(Socket client) {
        try (ProxiedConnection connection = new ProxiedConnection(client, gate, sprung)) {
            connections.add(connection);
            try {
                if (gate.awaitOpen(connection)) {
                    connection.run(connect(), pump -> daemon("pump", pump));
                }
            } finally {
                connections.remove(connection);
            }
        } catch (IOException targetCannotBeReached) {
            // Closing the accepted socket, which has happened by now, is what tells the client.
            return;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(target, CONNECT_LIMIT_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void daemon(String what, Runnable work) {
        Thread thread = new Thread(null, work, "proxy-" + port() + "-" + what, 128 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops listening and closes all connections. */
    @Override
    public void close() throws IOException {
        listener.close();
        gate.set(ProxyGate.Mode.DOWN, 0);
        cut();
    }
}
