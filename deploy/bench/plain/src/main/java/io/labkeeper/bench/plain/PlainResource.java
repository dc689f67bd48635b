package io.labkeeper.bench.plain;

import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The least that a service on this stack can do: look bytes up and return them, for callers with a token or for all. */
@Path("/plain")
@Produces(MediaType.APPLICATION_JSON)
public class PlainResource {
    /** Whoever sends this tag has it already. */
    static final String TAG = "W/\"plain\"";

    private final ReadyBytes bytes;

    PlainResource(ReadyBytes bytes) {
        this.bytes = bytes;
    }

    @GET
    @Path("checked/{name}")
    @Authenticated
    @NonBlocking
    public Response checked(@PathParam("name") String name, @HeaderParam("If-None-Match") String ifNoneMatch) {
        return TAG.equals(ifNoneMatch)
                ? Response.notModified().header("ETag", TAG).build()
                : answer(name);
    }

    @GET
    @Path("open/{name}")
    @PermitAll
    @NonBlocking
    public Response open(@PathParam("name") String name) {
        return answer(name);
    }

    private Response answer(String name) {
        byte[] body = bytes.of(name);
        if (body == null) {
            throw new ProblemException(ProblemType.VM_NOT_FOUND, "There is no answer " + name + ".");
        }
        return Response.ok(body)
                .type(MediaType.APPLICATION_JSON)
                .header("ETag", TAG)
                .build();
    }
}
