package io.labkeeper.lab.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import java.util.concurrent.TimeUnit;

/**
 * Asks replicas again and again whether they want requests, as the load balancer of a cluster does. One that is told to stop says no a
 * while before it stops to listen: so no request is on its way to it any more when it closes its connections, and none that must not be
 * sent twice is lost.
 */
final class Readiness {
    private static final long EVERY_MS = 300;
    private static final int LIMIT_MS = 1_000;

    private final Vertx vertx;
    private final HttpClient client;

    Readiness(Vertx vertx) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(LIMIT_MS));
    }

    /** Tells the replicas from now on how that one is. */
    void watch(Replicas replicas, int port, int managementPort) {
        ready(managementPort).onComplete(answer -> {
            replicas.ready(port, answer.succeeded() && answer.result());
            vertx.setTimer(EVERY_MS, timer -> watch(replicas, port, managementPort));
        });
    }

    private Future<Boolean> ready(int managementPort) {
        return client.request(HttpMethod.GET, managementPort, "127.0.0.1", "/q/health/ready")
                .compose(HttpClientRequest::send)
                .map(answer -> answer.statusCode() == 200)
                .timeout(LIMIT_MS, TimeUnit.MILLISECONDS);
    }
}
