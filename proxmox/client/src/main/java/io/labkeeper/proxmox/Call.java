package io.labkeeper.proxmox;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;

/**
 * One request, ready to be sent to any endpoint.
 *
 * @param endpoint the path with its variables unfilled, as the label of counters
 * @param repeatable whether sending it twice does no harm (GET)
 * @param proxied whether the node asked may have to pass it on to another one
 * @param priority who goes first when there is no room for all
 * @param send how to send it
 */
record Call(
        String endpoint,
        boolean repeatable,
        boolean proxied,
        Bulkhead.Priority priority,
        Function<ProxmoxRest, Uni<Response>> send) {

    /** A read that the node asked answers itself. */
    static Call local(String endpoint, Function<ProxmoxRest, Uni<Response>> send) {
        return new Call(endpoint, true, false, Bulkhead.Priority.READ, send);
    }

    /** A read that may be passed on to another node. */
    static Call proxied(String endpoint, Function<ProxmoxRest, Uni<Response>> send) {
        return new Call(endpoint, true, true, Bulkhead.Priority.READ, send);
    }

    /** A read that belongs to an order: what its task does, how its VM is. */
    static Call following(String endpoint, Function<ProxmoxRest, Uni<Response>> send) {
        return new Call(endpoint, true, true, Bulkhead.Priority.URGENT, send);
    }

    /** An order: never repeated. */
    static Call order(String endpoint, Function<ProxmoxRest, Uni<Response>> send) {
        return new Call(endpoint, false, true, Bulkhead.Priority.URGENT, send);
    }
}
