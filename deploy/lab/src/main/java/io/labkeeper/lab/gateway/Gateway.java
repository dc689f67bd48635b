package io.labkeeper.lab.gateway;

import io.labkeeper.lab.issuer.Issuer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One origin for all services, on 127.0.0.1: routes by path, spreads over replicas, and lets demo users log in. */
public final class Gateway {
    private static final int IDLE_LIMIT_S = 75;

    private final Map<String, Replicas> services = new TreeMap<>();
    private final Forwarder forwarder;
    private final Router pages;

    /**
     * @param ports of the replicas, by service
     * @param headLimit how long a replica may take until its answer begins
     */
    public Gateway(Vertx vertx, Map<String, List<Integer>> ports, Issuer issuer, Duration headLimit) {
        ports.forEach((service, list) -> services.put(service, new Replicas(list, System::nanoTime)));
        this.forwarder = new Forwarder(vertx, headLimit);
        this.pages = Router.router(vertx);
        new LoginPages(issuer).addTo(pages);
        pages.route().last().handler(context -> Problem.NOT_FOUND.answer(context.request()));
    }

    /**
     * Asks replicas from now on whether they want requests.
     *
     * @param managementPorts where each answers for its health, by the port of the replica
     */
    public void watch(Vertx vertx, Map<Integer, Integer> managementPorts) {
        Readiness readiness = new Readiness(vertx);
        services.values().forEach(replicas -> replicas.ports().stream()
                .filter(managementPorts::containsKey)
                .forEach(port -> readiness.watch(replicas, port, managementPorts.get(port))));
    }

    public Future<HttpServer> listen(Vertx vertx, int port) {
        HttpServerOptions options =
                new HttpServerOptions().setHost("127.0.0.1").setPort(port).setIdleTimeout(IDLE_LIMIT_S);
        return vertx.createHttpServer(options).requestHandler(this::handle).listen();
    }

    private void handle(HttpServerRequest request) {
        serviceFor(request)
                .map(services::get)
                .ifPresentOrElse(replicas -> forwarder.forward(request, replicas), () -> pages.handle(request));
    }

    private static Optional<String> serviceFor(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        return ConsolePaths.include(request.method(), path)
                ? Optional.of(RouteTable.INVENTORY)
                : RouteTable.serviceFor(path);
    }
}
