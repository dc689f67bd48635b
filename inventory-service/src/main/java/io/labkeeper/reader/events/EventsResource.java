package io.labkeeper.reader.events;

import io.labkeeper.caller.Caller;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.reader.health.InventoryMetrics;
import io.labkeeper.reader.vms.Inventory;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The inventory as it changes, as server-sent events. The framework authenticates and turns refusals into problems; the stream itself is
 * written to the response directly, since only there can be seen how far a client has taken it.
 */
@Path("/api/vms/events")
@Authenticated
@Tag(name = "VMs")
public class EventsResource {
    private final Inventory inventory;
    private final EventHub hub;
    private final StreamLimits limits;
    private final EventsConfig config;
    private final InventoryMetrics metrics;
    private final SecurityIdentity identity;

    EventsResource(
            Inventory inventory,
            EventHub hub,
            StreamLimits limits,
            EventsConfig config,
            InventoryMetrics metrics,
            SecurityIdentity identity) {
        this.inventory = inventory;
        this.hub = hub;
        this.limits = limits;
        this.config = config;
        this.metrics = metrics;
        this.identity = identity;
    }

    @GET
    @NonBlocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary =
                    "The virtual machines that the caller may see, and what changes of them, for as long as the caller listens",
            description =
                    "snapshot first; then change (upserts and removals), metrics (CPU, memory and uptime that have changed, at most"
                            + " every 10 s) and action. A client that comes again with the Last-Event-ID of now goes on without a snapshot. A"
                            + " client that is slow gets the latest state; one that takes nothing for 15 s is cut off.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            examples =
                                    @ExampleObject(
                                            name = "a change",
                                            value =
                                                    "event: change\nid: lab-a=1.8412;57;0;9f3c\ndata: {\"upserts\":[],\"removals\":[{\"cluster_id\":\"lab-a\",\"vmid\":100}]}\n\n")))
    @APIResponse(responseCode = "429", description = "the caller has too many streams open")
    @APIResponse(responseCode = "503", description = "this replica has too many streams open, or no inventory yet")
    public Uni<Void> events(@Context RoutingContext request, @HeaderParam("Last-Event-ID") String lastEventId) {
        Caller caller = Caller.of(identity);
        inventory.moment();
        if (hub.stopping()) {
            // Broken off, not refused: a browser comes again after the one and never after the other.
            request.request().connection().close();
            return Uni.createFrom().nothing();
        }
        Duration life = TokenLife.of(identity, config.tokenGrace());
        takePlace(caller);
        try {
            head(request.response());
        } catch (RuntimeException e) {
            limits.giveBack(caller.name());
            throw e;
        }
        return Uni.createFrom()
                .emitter(done -> hub.open(request, caller, lastEventId, life, () -> done.complete(null)));
    }

    private void takePlace(Caller caller) {
        try {
            limits.take(caller.name());
        } catch (ProblemException none) {
            metrics.streamEnded(Ending.REFUSED.word());
            throw none;
        }
    }

    private static void head(HttpServerResponse response) {
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream;charset=UTF-8")
                .putHeader("Content-Encoding", "identity")
                .putHeader("Cache-Control", "private, no-cache")
                .putHeader("Vary", "Authorization, Cookie, Accept-Encoding")
                .putHeader("X-Accel-Buffering", "no");
    }
}
