package io.labkeeper.actions.classes;

import io.labkeeper.actions.assignments.AssignmentsKeeper;
import io.labkeeper.actions.classes.ClassBook.Changer;
import io.labkeeper.actions.database.Deadline;
import io.labkeeper.actions.database.Refusals;
import io.labkeeper.actions.database.RequestGate;
import io.labkeeper.actions.selection.Askers;
import io.labkeeper.caller.Caller;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Classes: for administrators, and for teachers their own. A class that the caller does not teach looks like one that does not exist;
 * only operators, who see all VMs anyway, are told that it is not theirs to see.
 */
@Path("/api/classes")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class ClassesResource {

    /** Somebody else may be faster each time; more often than this is not bad luck. */
    private static final int TRIES = 3;

    record Classes(List<ClassView> classes) {}

    record Deleted(boolean ok, String id, long revision) {}

    private final ClassBook book;
    private final ClassBody body;
    private final AssignmentsKeeper keeper;
    private final RequestGate gate;
    private final SecurityIdentity identity;

    ClassesResource(
            ClassBook book,
            ClassesConfig config,
            AssignmentsKeeper keeper,
            RequestGate gate,
            SecurityIdentity identity) {
        this.book = book;
        this.body = new ClassBody(config);
        this.keeper = keeper;
        this.gate = gate;
        this.identity = identity;
    }

    @GET
    @Operation(summary = "The classes that the caller teaches; for administrators all")
    public Uni<Classes> list() {
        Caller caller = Caller.of(identity);
        return gate.bounded(() -> book.all(caller.isAdmin() ? null : caller.name()))
                .map(Classes::new);
    }

    @GET
    @Path("/{class}")
    @Operation(summary = "One class with its teachers, members and VMs")
    public Uni<ClassView> one(@PathParam("class") String id, @Context RoutingContext request) {
        Changer reader = changer(request);
        if (!ClassBody.isId(id)) {
            throw notFound();
        }
        return gate.bounded(() -> book.one(id)).map(found -> {
            if (found == null && reader.isAdmin()) {
                throw notFound();
            }
            if (found == null || !reader.mayLookAt(found)) {
                throw problem(reader.refusal());
            }
            return found;
        });
    }

    /**
     * Makes a class, or makes it as it is wished. Teachers may change the members alone; they may send the rest along unchanged.
     *
     * @param json what is left out stays as it is
     */
    @PUT
    @Path("/{class}")
    @Operation(summary = "Make or change a class: administrators all of it, its teachers the members")
    public Uni<Response> put(@PathParam("class") String id, @Context RoutingContext request, byte[] json) {
        Changer changer = changer(request);
        ClassWish wish = body.read(id, json);
        return done(deadline -> book.put(id, wish, changer, deadline))
                .map(done -> done.created()
                        ? Response.status(Response.Status.CREATED)
                                .header(HttpHeaders.LOCATION, "/api/classes/" + id)
                                .entity(done.now())
                                .build()
                        : Response.ok(done.now()).build());
    }

    @DELETE
    @Path("/{class}")
    @Operation(summary = "Delete a class: what its members had through it they have no more")
    public Uni<Deleted> delete(@PathParam("class") String id, @Context RoutingContext request) {
        Changer changer = changer(request);
        if (!ClassBody.isId(id)) {
            throw notFound();
        }
        return done(deadline -> book.delete(id, changer, deadline)).map(done -> new Deleted(true, id, done.revision()));
    }

    private Changer changer(RoutingContext request) {
        return new Changer(Askers.of(Caller.of(identity), null, request));
    }

    private Uni<ClassOutcome.Done> done(Function<Deadline, Uni<ClassOutcome>> change) {
        return gate.admitted(deadline -> Uni.createFrom()
                        .deferred(() -> change.apply(deadline))
                        .onFailure(Refusals::outrun)
                        .retry()
                        .atMost(TRIES))
                .map(ClassesResource::orProblem)
                .call(done -> done.changed()
                        ? keeper.announce(done.revision())
                        : Uni.createFrom().voidItem());
    }

    private static ClassOutcome.Done orProblem(ClassOutcome outcome) {
        if (outcome instanceof ClassOutcome.Done done) {
            return done;
        }
        throw problem(outcome);
    }

    private static ProblemException problem(ClassOutcome outcome) {
        if (outcome instanceof ClassOutcome.Forbidden) {
            return new ProblemException(
                    ProblemType.FORBIDDEN,
                    "Teachers change the members of their classes; the rest is for administrators.");
        }
        if (outcome instanceof ClassOutcome.Nameless) {
            return new ProblemException(ProblemType.INVALID_BODY, "A new class needs a \"name\".");
        }
        if (outcome instanceof ClassOutcome.Unfit unfit) {
            return new ProblemException(
                            ProblemType.INVALID_BODY,
                            "\"vms\" names VMs that do not exist, or users who are not members of the class: "
                                    + unfit.vms().get(0) + (unfit.vms().size() > 1 ? " and others." : "."))
                    .with("vms", unfit.vms());
        }
        return notFound();
    }

    private static ProblemException notFound() {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no such class.");
    }
}
