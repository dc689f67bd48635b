package io.labkeeper.lab.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Set;

/** Headers on their way through: what belongs to one connection stays there, and the service learns who really asked. */
final class Headers {
    private static final Set<String> OF_ONE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private Headers() {}

    static void toService(HttpServerRequest from, MultiMap to) {
        copy(from.headers(), to);
        // What a client says of its own way here is not to be believed.
        to.set("X-Forwarded-For", from.remoteAddress().hostAddress());
        to.set("X-Forwarded-Proto", from.scheme());
        to.remove("Forwarded");
        String host = from.getHeader("Host");
        if (host != null) {
            to.set("X-Forwarded-Host", host);
        }
    }

    static void toClient(MultiMap from, MultiMap to) {
        copy(from, to);
    }

    private static void copy(MultiMap from, MultiMap to) {
        from.forEach((name, value) -> {
            if (!OF_ONE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                to.add(name, value);
            }
        });
    }
}
