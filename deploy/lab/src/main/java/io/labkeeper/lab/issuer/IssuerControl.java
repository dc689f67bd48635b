package io.labkeeper.lab.issuer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * An issuer that can be switched off, and whose key can be changed, by orders at a port of its own:
 *
 * <ul>
 *   <li>{@code GET /_issuer}: how often its keys were asked for
 *   <li>{@code PUT /_issuer?mode=down}: it closes all connections and refuses new ones; {@code mode=up}: it is back
 *   <li>{@code POST /_issuer/keys}: signs with a new key from now on; {@code DELETE}: with its first one again
 * </ul>
 */
public final class IssuerControl {
    private final Vertx vertx;
    private final Issuer issuer;
    private final int port;
    private Future<HttpServer> server;

    /** @param port of the issuer itself */
    public IssuerControl(Vertx vertx, Issuer issuer, int port) {
        this.vertx = vertx;
        this.issuer = issuer;
        this.port = port;
    }

    /** Lets the issuer listen, and then listens for orders, both on 127.0.0.1. */
    public Future<HttpServer> listen(int controlPort) {
        server = issuer.listen(vertx, port);
        Router router = Router.router(vertx);
        router.get("/_issuer").handler(context -> context.json(new JsonObject().put("key_requests", issuer.asked())));
        router.put("/_issuer").handler(this::mode);
        router.post("/_issuer/keys").handler(context -> done(context, issuer::rotate));
        router.delete("/_issuer/keys").handler(context -> done(context, issuer::unrotate));
        return server.compose(listening -> vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(controlPort)
                        .setIdleTimeout(30))
                .requestHandler(router)
                .listen());
    }

    private void mode(RoutingContext context) {
        switch (String.valueOf(context.request().getParam("mode"))) {
            case "down" -> answer(context, down());
            case "up" -> answer(context, up());
            default -> context.response().setStatusCode(400).end();
        }
    }

    private synchronized Future<?> down() {
        Future<Void> closed = server == null ? Future.succeededFuture() : server.compose(HttpServer::close);
        server = null;
        return closed;
    }

    private synchronized Future<?> up() {
        if (server == null) {
            server = issuer.listen(vertx, port);
        }
        return server;
    }

    private static void done(RoutingContext context, Runnable order) {
        // Making a key takes a while.
        answer(context, context.vertx().executeBlocking(() -> {
            order.run();
            return true;
        }));
    }

    private static void answer(RoutingContext context, Future<?> done) {
        done.onSuccess(ok -> context.json(new JsonObject().put("ok", true))).onFailure(context::fail);
    }
}
