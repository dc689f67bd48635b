package io.labkeeper.simulator.auth;

import io.labkeeper.simulator.state.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Passwords and the tickets they buy; a ticket lasts two hours. */
public final class Tickets {

    private static final Duration LIFE = Duration.ofHours(2);
    private static final String COOKIE = "PVEAuthCookie=";

    private final World world;
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final Map<String, Ticket> tickets = new ConcurrentHashMap<>();

    public Tickets(World world) {
        this.world = world;
    }

    /**
     * @param value what goes into the cookie
     * @param csrf what goes into the header CSRFPreventionToken of every request that writes
     */
    public record Ticket(String user, String value, String csrf, Instant expires) {}

    public void addUser(String user, String password) {
        passwords.put(user, password);
    }

    /** A new ticket for a password or for an old ticket that still holds; empty if both are wrong. */
    public Optional<Ticket> login(String user, String password) {
        boolean renewal = valid(password).filter(t -> t.user().equals(user)).isPresent();
        if (!renewal && !password.equals(passwords.get(user))) {
            return Optional.empty();
        }
        Instant now = world.now();
        String stamp = String.format("%08X", now.getEpochSecond());
        Ticket ticket = new Ticket(
                user,
                "PVE:" + user + ":" + stamp + "::" + UUID.randomUUID(),
                stamp + ":" + UUID.randomUUID(),
                now.plus(LIFE));
        tickets.put(ticket.value(), ticket);
        return Optional.of(ticket);
    }

    Optional<String> user(String value, String csrf, boolean write) {
        return valid(value).filter(t -> !write || t.csrf().equals(csrf)).map(Ticket::user);
    }

    private Optional<Ticket> valid(String value) {
        return Optional.ofNullable(tickets.get(value)).filter(t -> t.expires().isAfter(world.now()));
    }

    /** The ticket in a header {@code Cookie}, or null. */
    static String cookie(String header) {
        if (header == null) {
            return null;
        }
        for (String part : header.split(";")) {
            if (part.trim().startsWith(COOKIE)) {
                return java.net.URLDecoder.decode(
                        part.trim().substring(COOKIE.length()), java.nio.charset.StandardCharsets.UTF_8);
            }
        }
        return null;
    }
}
