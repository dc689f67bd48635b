package io.labkeeper.simulator.api;

import io.labkeeper.simulator.auth.Tickets;
import io.labkeeper.simulator.error.ApiError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code POST /access/ticket}: a ticket for a password, or for an older ticket. */
public final class AccessRoutes {

    private final Tickets tickets;

    public AccessRoutes(Tickets tickets) {
        this.tickets = tickets;
    }

    public List<Route> routes() {
        Schema schema = new Schema().text("username").text("password").text("realm");
        return List.of(new Route("POST", "/access/ticket", null, schema, this::login));
    }

    private Future<Object> login(Call call) {
        String realm = call.params().get("realm");
        String user = call.param("username", "") + (realm == null ? "" : "@" + realm);
        Tickets.Ticket ticket = tickets.login(user, call.param("password", ""))
                .orElseThrow(() -> ApiError.of(401, "authentication failure"));
        return Future.succeededFuture(new JsonObject()
                .put("username", ticket.user())
                .put("ticket", ticket.value())
                .put("CSRFPreventionToken", ticket.csrf()));
    }
}
