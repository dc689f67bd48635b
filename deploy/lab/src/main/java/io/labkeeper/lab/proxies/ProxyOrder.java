package io.labkeeper.lab.proxies;

import io.labkeeper.embedded.TcpProxy;
import io.vertx.core.MultiMap;
import java.util.function.Consumer;

/** What a proxy is told to do. */
record ProxyOrder(Consumer<TcpProxy> order) {

    /** @throws IllegalArgumentException for a mode or number that cannot be */
    static ProxyOrder parse(MultiMap query) {
        String mode = query.get("mode");
        if (mode == null) {
            throw new IllegalArgumentException("mode is missing");
        }
        return switch (mode) {
            case "up" -> new ProxyOrder(TcpProxy::up);
            case "down" -> new ProxyOrder(TcpProxy::down);
            case "hang" -> new ProxyOrder(TcpProxy::hang);
            case "cut" -> new ProxyOrder(TcpProxy::cut);
            case "delay" -> delay(number(query, "ms"));
            case "half" -> half(number(query, "bytes"));
            case "swallow" -> swallow(text(query));
            case "mute" -> mute(text(query));
            default -> throw new IllegalArgumentException("unknown mode " + mode);
        };
    }

    private static ProxyOrder delay(long millis) {
        return new ProxyOrder(proxy -> proxy.delay(millis));
    }

    private static ProxyOrder half(long bytes) {
        return new ProxyOrder(proxy -> proxy.half(bytes));
    }

    private static ProxyOrder swallow(String text) {
        return new ProxyOrder(proxy -> proxy.swallow(text));
    }

    private static ProxyOrder mute(String text) {
        return new ProxyOrder(proxy -> proxy.mute(text));
    }

    private static String text(MultiMap query) {
        String value = query.get("text");
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("text is missing");
        }
        return value;
    }

    private static long number(MultiMap query, String name) {
        String value = query.get(name);
        if (value == null || !value.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(name + " must be a number");
        }
        return Long.parseLong(value);
    }

    void on(TcpProxy proxy) {
        order.accept(proxy);
    }
}
