package io.labkeeper.actions.audit;

import io.labkeeper.actions.database.RequestGate;
import io.labkeeper.caller.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Who asked what, from where, with which key, with what result; refused attempts included. For administrators. */
@Path("/api/audit")
@RolesAllowed(Roles.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

    /** @param next the cursor of the next page; null on the last */
    record Page(List<AuditView> entries, String next) {}

    private final AuditBook book;
    private final RequestGate gate;

    AuditResource(AuditBook book, RequestGate gate) {
        this.book = book;
        this.gate = gate;
    }

    @GET
    @Operation(summary = "The audit trail, the newest first: who asked what, from where, with what result")
    public Uni<Page> list(@BeanParam AuditQuery query) {
        int limit = query.limit();
        return gate.bounded(() -> book.page(query)).map(found -> page(found, limit));
    }

    private static Page page(List<AuditView> found, int limit) {
        List<AuditView> shown = found.subList(0, Math.min(limit, found.size()));
        String next = found.size() > limit ? Long.toString(shown.get(limit - 1).id()) : null;
        return new Page(shown, next);
    }
}
