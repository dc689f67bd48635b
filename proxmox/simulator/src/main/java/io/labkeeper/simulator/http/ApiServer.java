package io.labkeeper.simulator.http;

import io.labkeeper.simulator.api.Routes;
import io.labkeeper.simulator.auth.Authenticator;
import io.labkeeper.simulator.error.ApiError;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.Faults;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.simulator.state.World;
import io.labkeeper.simulator.tls.Certificate;
import io.labkeeper.simulator.tls.ServedCertificate;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SSLOptions;
import java.util.Optional;
import java.util.function.Supplier;

/** Proxmox's side: HTTPS on the API port, with the manners of its HTTP server. */
public final class ApiServer {

    private static final String PREFIX = "/api2/json";
    private static final System.Logger LOG = System.getLogger(ApiServer.class.getName());

    private final World world;
    private final Routes routes;
    private final Authenticator authenticator;
    private final Faults faults;
    private final Counters counters = new Counters();
    private final Connections connections;
    private final Spoiler spoiler;
    private final Sender sender;

    public ApiServer(Vertx vertx, World world, Routes routes, Authenticator authenticator, Faults faults) {
        this.world = world;
        this.routes = routes;
        this.authenticator = authenticator;
        this.faults = faults;
        this.connections = new Connections(vertx, world);
        this.spoiler = new Spoiler(vertx, world);
        this.sender = new Sender(world);
    }

    public Counters counters() {
        return counters;
    }

    /**
     * @param port 0 for a free one
     */
    public Future<HttpServer> listen(Vertx vertx, String host, int port, ServedCertificate certificate) {
        HttpServerOptions options = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(false)
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(8 * 1024)
                .setKeyCertOptions(certificate.shown().forServer());
        return vertx.createHttpServer(options)
                .connectionHandler(connections::opened)
                .invalidRequestHandler(this::refuseInvalid)
                .requestHandler(this::handle)
                .listen(port, host)
                .onSuccess(server -> certificate.servedBy(next -> show(server, next)));
    }

    /** As a reload of pveproxy: connections that are open end with the request under way. */
    private Future<Void> show(HttpServer server, Certificate next) {
        return server.updateSSLOptions(new SSLOptions().setKeyCertOptions(next.forServer()))
                .onSuccess(changed -> connections.retire())
                .mapEmpty();
    }

    private void refuseInvalid(HttpServerRequest request) {
        connections.begin(request.connection());
        exchange(request, false).deliver(error(ApiError.of(400, "bad request")));
    }

    private Exchange exchange(HttpServerRequest request, boolean keep) {
        return new Exchange(request, keep, connections, sender);
    }

    private Answer error(ApiError error) {
        return Answer.error(error, world.settings().release());
    }

    private void handle(HttpServerRequest request) {
        Exchange exchange = exchange(request, connections.begin(request.connection()));
        ApiError refusal = Protocol.refusalAtOnce(request);
        if (refusal == null && Protocol.tooLarge(request)) {
            refusal = Protocol.refusalOfBody(request);
        }
        if (refusal != null) {
            counters.arrived("refused", null);
            counters.ended("refused", Integer.toString(refusal.status()));
            exchange.deliver(error(refusal));
            return;
        }
        request.body().onSuccess(body -> received(exchange, body.toString()));
    }

    private void received(Exchange exchange, String body) {
        HttpServerRequest request = exchange.request();
        String method = request.method().name();
        String path = request.path().startsWith(PREFIX) ? request.path().substring(PREFIX.length()) : "";
        Visitor visitor = visitor(request, path);
        Optional<Routes.Match> match = routes.find(method, path);
        String endpoint = match.map(Routes.Match::name).orElse("unknown");
        counters.arrived(endpoint, visitor.user());
        Supplier<Future<Answer>> work = () -> answer(request, body, visitor, match);
        Optional<Fault> fault = faults.strike(method, path, visitor.user());
        if (fault.isPresent()) {
            spoiler.spoil(exchange, fault.get(), work, outcome -> counters.ended(endpoint, outcome));
        } else {
            work.get().onSuccess(answer -> {
                counters.ended(endpoint, Integer.toString(answer.status()));
                exchange.deliver(answer);
            });
        }
    }

    /**
     * @param user null if nobody is needed, or nobody was recognised
     * @param refusal null if welcome
     */
    private record Visitor(String user, ApiError refusal) {}

    private Visitor visitor(HttpServerRequest request, String path) {
        if (path.equals("/access/ticket")) {
            return new Visitor(null, null);
        }
        try {
            boolean write = !request.method().name().equals("GET");
            return new Visitor(authenticator.authenticate(request.headers(), write), null);
        } catch (ApiError e) {
            return new Visitor(null, e);
        }
    }

    /** Never fails: what goes wrong becomes an answer. */
    private Future<Answer> answer(
            HttpServerRequest request, String body, Visitor visitor, Optional<Routes.Match> match) {
        if (visitor.refusal() != null) {
            Promise<Answer> late = Promise.promise();
            world.later(world.time(Timing.AUTH_DELAY), () -> late.complete(error(visitor.refusal())));
            return late.future();
        }
        return carryOut(request, body, visitor, match).map(Answer::data).recover(this::failed);
    }

    private Future<Object> carryOut(
            HttpServerRequest request, String body, Visitor visitor, Optional<Routes.Match> match) {
        ApiError refusal = Protocol.refusalOfBody(request);
        if (refusal != null) {
            return Future.failedFuture(refusal);
        }
        if (match.isEmpty()) {
            return Future.failedFuture(
                    ApiError.of(501, "Method '" + request.method() + " " + request.path() + "' not implemented"));
        }
        try {
            return routes.answer(match.get(), visitor.user(), BodyParameters.of(request, body));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Answer> failed(Throwable cause) {
        if (cause instanceof ApiError error) {
            return Future.succeededFuture(error(error));
        }
        LOG.log(System.Logger.Level.ERROR, "the simulator itself failed", cause);
        return Future.succeededFuture(error(ApiError.died("simulator failed: " + cause.getMessage())));
    }
}
