package io.labkeeper.reader.caller;

import io.labkeeper.caller.Caller;
import io.labkeeper.caller.Roles;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Says who asks: what every real path does before it answers. */
@Path("/test/whoami")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
public class WhoAmI {
    private final SecurityIdentity identity;

    WhoAmI(SecurityIdentity identity) {
        this.identity = identity;
    }

    @GET
    public Caller get() {
        return Caller.of(identity);
    }

    @POST
    public Caller post() {
        return Caller.of(identity);
    }

    @GET
    @Path("admin")
    @RolesAllowed(Roles.ADMIN)
    public Caller admin() {
        return Caller.of(identity);
    }

    @GET
    @Path("broken")
    public Caller broken() {
        throw new IllegalStateException("a password: hunter2");
    }
}
