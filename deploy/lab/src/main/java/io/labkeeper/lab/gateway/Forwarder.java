package io.labkeeper.lab.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Passes a request to a replica and its answer back, both as they come. A replica that cannot be reached is skipped, whatever the
 * request; one that breaks or keeps silent before its answer began is skipped only if asking twice does no harm.
 */
final class Forwarder {
    private static final int CONNECT_LIMIT_MS = 1_000;
    /** Between two bytes of an answer. Event streams send a comment every 15 s. */
    private static final int IDLE_LIMIT_S = 60;

    private static final int CONNECTIONS_PER_REPLICA = 2_000;
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

    private final Vertx vertx;
    private final HttpClient client;
    private final Duration headLimit;

    /** @param headLimit how long one replica may take until its answer begins */
    Forwarder(Vertx vertx, Duration headLimit) {
        this.vertx = vertx;
        this.headLimit = headLimit;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(CONNECT_LIMIT_MS)
                .setIdleTimeout(IDLE_LIMIT_S)
                .setMaxPoolSize(CONNECTIONS_PER_REPLICA)
                .setDecompressionSupported(false));
    }

    void forward(HttpServerRequest request, Replicas replicas) {
        request.pause();
        next(new Exchange(request, replicas, replicas.inOrder().iterator()), Problem.NO_REPLICA);
    }

    private void next(Exchange exchange, Problem otherwise) {
        if (exchange.request().response().closed()) {
            return;
        }
        if (!exchange.untried().hasNext()) {
            otherwise.answer(exchange.request());
            return;
        }
        int port = exchange.untried().next();
        client.request(options(exchange.request(), port))
                .onSuccess(upstream -> send(exchange, port, upstream, otherwise))
                .onFailure(refused -> {
                    exchange.replicas().failed(port);
                    next(exchange, otherwise);
                });
    }

    private static RequestOptions options(HttpServerRequest request, int port) {
        return new RequestOptions()
                .setMethod(request.method())
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(request.uri());
    }

    private void send(Exchange exchange, int port, HttpClientRequest upstream, Problem otherwise) {
        HttpServerRequest request = exchange.request();
        Headers.toService(request, upstream.headers());
        request.response().closeHandler(gone -> upstream.reset());
        Future<HttpClientResponse> answer = exchange.hasBody() ? upstream.send(request) : upstream.send();
        inTime(answer, upstream)
                .onSuccess(response -> {
                    exchange.replicas().answered(port);
                    passBack(response, request);
                })
                .onFailure(failure -> {
                    exchange.replicas().failed(port);
                    Problem problem = failure instanceof TimeoutException ? Problem.LATE : Problem.BROKEN;
                    if (exchange.mayBeAskedTwice()) {
                        next(exchange, problem);
                    } else {
                        problem.answer(request);
                    }
                });
    }

    private Future<HttpClientResponse> inTime(Future<HttpClientResponse> answer, HttpClientRequest upstream) {
        Promise<HttpClientResponse> result = Promise.promise();
        long timer = vertx.setTimer(headLimit.toMillis(), late -> {
            if (result.tryFail(new TimeoutException())) {
                upstream.reset();
            }
        });
        answer.onComplete(done -> {
            vertx.cancelTimer(timer);
            // Past the limit the promise is already failed and the late answer is of no use: the request was reset.
            boolean first = done.succeeded() ? result.tryComplete(done.result()) : result.tryFail(done.cause());
            if (!first) {
                upstream.reset();
            }
        });
        return result.future();
    }

    private static void passBack(HttpClientResponse from, HttpServerRequest request) {
        HttpServerResponse to = request.response();
        if (to.closed()) {
            from.request().reset();
            return;
        }
        to.setStatusCode(from.statusCode()).setStatusMessage(from.statusMessage());
        Headers.toClient(from.headers(), to.headers());
        if (!to.headers().contains("Content-Length")) {
            to.setChunked(true);
        }
        // An answer that breaks off must look broken to the client as well, never complete.
        from.pipe().endOnFailure(false).to(to).onFailure(brokenOff -> request.connection()
                .close());
    }

    /** A request under way: who may still be asked. */
    private record Exchange(HttpServerRequest request, Replicas replicas, Iterator<Integer> untried) {

        boolean hasBody() {
            String length = request.getHeader("Content-Length");
            return length == null ? request.headers().contains("Transfer-Encoding") : !length.equals("0");
        }

        boolean mayBeAskedTwice() {
            return HARMLESS.contains(request.method().name()) && !hasBody();
        }
    }
}
