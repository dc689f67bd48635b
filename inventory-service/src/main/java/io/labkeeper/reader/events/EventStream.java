package io.labkeeper.reader.events;

import io.netty.channel.Channel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The connection to one client. What waits for it is bounded: at most one turn's events, as references to bytes that all clients share,
 * and {@link #MOST_UNDER_WAY} that have been given to the socket. Only when a client has taken those is it asked what it must be told
 * next, so one that is slow gets the latest state. Belongs to the thread of {@link EventHub}.
 */
final class EventStream {
    private static final int MOST_UNDER_WAY = 64 * 1024;

    /** What counts as progress when it has left: small, so that a client that is slow but alive is not taken for dead. */
    private static final int PIECE = 16 * 1024;

    private final RoutingContext request;
    private final HttpServerResponse response;
    private final Executor thread;
    private Runnable emptied = () -> {};
    private final Deque<byte[]> waiting = new ArrayDeque<>();

    private int underWay;
    private long movedAt;
    private boolean ended;
    private volatile boolean taken;

    /** @param thread on which everything here happens */
    EventStream(RoutingContext request, Executor thread) {
        this.request = request;
        this.response = request.response();
        this.thread = thread;
    }

    /** Has this called when all that waited has been given to the socket and most of it has left. */
    void whenEmptied(Runnable emptied) {
        this.emptied = emptied;
    }

    /** Whether the client has taken what it was told before. */
    boolean ready() {
        return !ended && waiting.isEmpty() && underWay < MOST_UNDER_WAY;
    }

    void send(List<byte[]> parts) {
        waiting.addAll(parts);
        pump();
    }

    private void pump() {
        while (!ended && !waiting.isEmpty() && underWay < MOST_UNDER_WAY) {
            write(piece());
        }
    }

    private Buffer piece() {
        Buffer piece = Buffer.buffer(Math.min(PIECE, waiting.peek().length + 1024));
        do {
            piece.appendBytes(waiting.poll());
        } while (!waiting.isEmpty() && piece.length() + waiting.peek().length <= PIECE);
        return piece;
    }

    private void write(Buffer piece) {
        int length = piece.length();
        if (underWay == 0) {
            movedAt = System.nanoTime();
        }
        underWay += length;
        response.write(piece).onComplete(done -> thread.execute(() -> left(length)));
    }

    /** The socket has taken it, or is closed: then the request ends, and {@link EventHub} hears of that. */
    private void left(int length) {
        underWay -= length;
        movedAt = System.nanoTime();
        pump();
        if (ready()) {
            emptied.run();
        }
    }

    /** For how many nanoseconds the client has taken nothing although something waits; 0 if nothing does. */
    long stalledFor(long now) {
        return underWay == 0 ? 0 : now - movedAt;
    }

    /**
     * Calls back on our thread when the connection's event loop has done what it had to do before. If that loop was held up, what looks
     * like a client that takes nothing is one that was offered nothing.
     */
    void afterLoop(Runnable then) {
        channel().eventLoop().execute(() -> thread.execute(then));
    }

    private Channel channel() {
        return ((ConnectionBase) request.request().connection()).channel();
    }

    /** Ends it as an answer ends, after all that was given to the socket. */
    void end() {
        if (!ended) {
            ended = true;
            waiting.clear();
            response.end().onComplete(done -> taken = true);
        }
    }

    /** Cuts a stream that was ended, unless all of it has left: the connection may serve another request by now. */
    void cutUnlessTaken() {
        if (!taken) {
            cut();
        }
    }

    /**
     * Ends it at once. An ordinary close would first wait for the bytes that the client does not take, for ever; so the channel itself is
     * closed.
     */
    void cut() {
        ended = true;
        waiting.clear();
        if (request.request().version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            channel().close();
        }
    }

    /** The other side has gone. */
    void gone() {
        ended = true;
        taken = true;
        waiting.clear();
    }
}
