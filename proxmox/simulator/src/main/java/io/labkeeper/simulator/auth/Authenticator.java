package io.labkeeper.simulator.auth;

import io.labkeeper.simulator.error.ApiError;
import io.labkeeper.simulator.state.World;
import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds out who asks: by ticket, or by API token. */
public final class Authenticator {

    private static final String SCHEME = "PVEAPIToken";

    private final World world;
    private final Tickets tickets;
    private final Map<String, String> secrets = new ConcurrentHashMap<>();

    public Authenticator(World world, Tickets tickets) {
        this.world = world;
        this.tickets = tickets;
    }

    public void add(Token token) {
        secrets.put(token.name(), token.secret());
    }

    /** From now on requests with this token are refused. */
    public void remove(String name) {
        secrets.remove(name);
    }

    /**
     * @param write whether the request changes something: a ticket then needs its CSRF value
     * @return "user@realm" or "user@realm!token"
     * @throws ApiError 401
     */
    public String authenticate(MultiMap headers, boolean write) {
        String cookie = Tickets.cookie(headers.get("Cookie"));
        if (cookie != null) {
            return tickets.user(cookie, headers.get("CSRFPreventionToken"), write)
                    .orElseThrow(() -> refusal("permission denied - invalid PVE ticket"));
        }
        String value = headers.get("Authorization");
        if (value == null || !value.startsWith(SCHEME)) {
            throw refusal("No ticket");
        }
        return byToken(value.substring(SCHEME.length()));
    }

    /** Accepts "=" or a blank after the scheme; the value is percent-decoded and ends at ";". */
    private String byToken(String rest) {
        if (rest.isEmpty() || rest.charAt(0) != '=' && rest.charAt(0) != ' ') {
            throw refusal("No ticket");
        }
        String value = decode(rest.substring(1).split(";", 2)[0].trim());
        int end = value.indexOf('=');
        if (end < 0 || value.indexOf('!') < 0) {
            throw refusal("invalid token value!");
        }
        String name = value.substring(0, end);
        String secret = secrets.get(name);
        if (secret == null || !same(secret, value.substring(end + 1))) {
            throw refusal("invalid token value!");
        }
        return name;
    }

    private String decode(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refusal("invalid token value!");
        }
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private ApiError refusal(String reason) {
        return ApiError.empty(401, world.settings().release().uniformRefusal() ? "Authentication failed!" : reason);
    }
}
