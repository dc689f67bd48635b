package io.labkeeper.simulator.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** One request and the ways in which it can end. */
final class Exchange {

    private static final int DROPS = 100;

    private final HttpServerRequest request;
    private final HttpConnection connection;
    private final boolean keep;
    private final Connections connections;
    private final Sender sender;

    /**
     * @param keep whether the connection may be used again after a good answer
     */
    Exchange(HttpServerRequest request, boolean keep, Connections connections, Sender sender) {
        this.request = request;
        this.connection = request.connection();
        this.keep = keep;
        this.connections = connections;
        this.sender = sender;
    }

    HttpServerRequest request() {
        return request;
    }

    void deliver(Answer answer) {
        if (request.response().closed()) {
            return;
        }
        boolean keepNow = keepAfter(answer);
        Buffer body = sender.writeHead(request, answer, keepNow);
        request.response().end(body).onComplete(done -> finish(keepNow));
    }

    private boolean keepAfter(Answer answer) {
        return keep && answer.status() < 400;
    }

    private void finish(boolean keepNow) {
        if (keepNow) {
            connections.end(connection);
        } else {
            connection.close();
        }
    }

    void reset() {
        Connections.reset(connection);
    }

    /** Promises the whole body, sends half of it, and resets the connection. */
    void truncate(Answer answer) {
        Buffer body = sender.writeHead(request, answer, false);
        request.response().write(body.slice(0, body.length() / 2)).onComplete(done -> reset());
    }

    /** Sends the body in pieces with a pause before each. */
    void drip(Vertx vertx, Answer answer, Duration pause) {
        Buffer body = sender.writeHead(request, answer, keepAfter(answer));
        dripFrom(vertx, body, 0, Math.max(1, pause.toMillis()), keepAfter(answer));
    }

    private void dripFrom(Vertx vertx, Buffer body, int from, long pause, boolean keepNow) {
        int to = Math.min(body.length(), from + Math.max(1, body.length() / DROPS));
        vertx.setTimer(pause, timer -> {
            if (request.response().closed()) {
                return;
            }
            if (to == body.length()) {
                request.response().end(body.slice(from, to)).onComplete(done -> finish(keepNow));
            } else {
                request.response().write(body.slice(from, to));
                dripFrom(vertx, body, to, pause, keepNow);
            }
        });
    }
}
