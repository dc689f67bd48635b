package io.labkeeper.lab.proxies;

import io.labkeeper.embedded.TcpProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * TCP proxies between each service replica and each store, broken on purpose over HTTP:
 * {@code PUT /_proxy/{store}/{part}?mode=up|down|hang|cut|delay|half|swallow|mute}, with {@code ms=} for delay, {@code bytes=} for
 * half, and {@code text=} for swallow and mute.
 */
public final class StoreProxies {

    /** A proxy to be: in front of {@code store}, used by {@code part}. */
    public record Spec(String store, String part, int port, String targetHost, int targetPort) {}

    private final Map<String, TcpProxy> proxies = new TreeMap<>();

    /** Starts them all, passing everything. */
    public StoreProxies(List<Spec> specs) throws IOException {
        for (Spec spec : specs) {
            proxies.put(
                    spec.store() + "/" + spec.part(),
                    TcpProxy.start(spec.port(), spec.targetHost(), spec.targetPort()));
        }
    }

    /** Listens for orders on 127.0.0.1. */
    public Future<HttpServer> listen(Vertx vertx, int port) {
        Router router = Router.router(vertx);
        router.get("/_proxy").handler(this::list);
        router.put("/_proxy/:store/:part").handler(this::change);
        return vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setIdleTimeout(30))
                .requestHandler(router)
                .listen();
    }

    private void list(RoutingContext context) {
        JsonObject connections = new JsonObject();
        JsonObject sprung = new JsonObject();
        proxies.forEach((name, proxy) -> connections.put(name, proxy.connections()));
        proxies.forEach((name, proxy) -> sprung.put(name, proxy.sprung()));
        context.json(new JsonObject().put("connections", connections).put("sprung", sprung));
    }

    private void change(RoutingContext context) {
        TcpProxy proxy = proxies.get(context.pathParam("store") + "/" + context.pathParam("part"));
        if (proxy == null) {
            answer(context, 404, "no such proxy");
            return;
        }
        try {
            ProxyOrder.parse(context.request().params()).on(proxy);
            answer(context, 200, null);
        } catch (IllegalArgumentException e) {
            answer(context, 400, e.getMessage());
        }
    }

    private static void answer(RoutingContext context, int status, String error) {
        context.response().setStatusCode(status);
        JsonObject body = new JsonObject().put("ok", error == null);
        context.json(error == null ? body : body.put("error", error));
    }
}
