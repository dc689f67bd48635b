package io.labkeeper.simulator.http;

import io.labkeeper.simulator.state.Timing;
import io.labkeeper.simulator.state.World;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How Proxmox treats connections: closed when idle for 5 s, after 100 requests, and (by the caller) after an error. */
final class Connections {

    private static final int MAX_REQUESTS = 100;

    private final Vertx vertx;
    private final World world;
    private final Map<HttpConnection, Usage> open = new ConcurrentHashMap<>();

    Connections(Vertx vertx, World world) {
        this.vertx = vertx;
        this.world = world;
    }

    /** All of a connection's events come on one event loop, so these need no lock. */
    private static final class Usage {
        private int requests;
        private boolean busy;
        private boolean retired;
        private long idleTimer;
    }

    void opened(HttpConnection connection) {
        PrefaceRefusal.guard(channel(connection));
        Usage usage = new Usage();
        open.put(connection, usage);
        connection.closeHandler(end -> {
            open.remove(connection);
            vertx.cancelTimer(usage.idleTimer);
        });
        startIdling(connection, usage);
    }

    /** Counts a request; true if the connection may be kept for another one. */
    boolean begin(HttpConnection connection) {
        Usage usage = open.get(connection);
        if (usage == null) {
            return false;
        }
        vertx.cancelTimer(usage.idleTimer);
        usage.requests++;
        usage.busy = true;
        return usage.requests < MAX_REQUESTS && !usage.retired;
    }

    void end(HttpConnection connection) {
        Usage usage = open.get(connection);
        if (usage != null && usage.retired) {
            connection.close();
        } else if (usage != null) {
            usage.busy = false;
            startIdling(connection, usage);
        }
    }

    /** Ends all that are open, each after the request under way. */
    void retire() {
        open.forEach((connection, usage) -> ((ConnectionBase) connection)
                .getContext()
                .runOnContext(now -> {
                    usage.retired = true;
                    if (!usage.busy) {
                        connection.close();
                    }
                }));
    }

    private void startIdling(HttpConnection connection, Usage usage) {
        long timeout = Math.max(1, world.time(Timing.IDLE_TIMEOUT).toMillis());
        usage.idleTimer = vertx.setTimer(timeout, timer -> connection.close());
    }

    /** Cuts the connection off with a TCP reset, without a farewell. */
    static void reset(HttpConnection connection) {
        Channel channel = channel(connection);
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.unsafe().closeForcibly();
    }

    private static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channel();
    }
}
