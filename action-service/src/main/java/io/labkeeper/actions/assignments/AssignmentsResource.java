package io.labkeeper.actions.assignments;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.labkeeper.actions.assignments.AssignmentBook.Written;
import io.labkeeper.actions.assignments.ImportPlan.Report;
import io.labkeeper.actions.database.RequestGate;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Askers;
import io.labkeeper.caller.Caller;
import io.labkeeper.caller.Roles;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.labkeeper.store.Aside;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Who owns which VM; for administrators. */
@Path("/api/assignments")
@RolesAllowed(Roles.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
public class AssignmentsResource {

    /** @param username null for the whole class @param classId null for a user's own VM */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Line(String clusterId, int vmid, String username, String classId) {}

    record Lines(long revision, List<Line> assignments) {}

    record Done(boolean ok, int changed, long revision) {}

    /** How long the largest import may take, on a database that has much else to do. */
    private static final Duration IMPORT = Duration.ofSeconds(30);

    private final AssignmentBook book;
    private final AssignmentsKeeper keeper;
    private final PostgresInventory postgres;
    private final RequestGate gate;
    private final SecurityIdentity identity;

    AssignmentsResource(
            AssignmentBook book,
            AssignmentsKeeper keeper,
            PostgresInventory postgres,
            RequestGate gate,
            SecurityIdentity identity) {
        this.book = book;
        this.keeper = keeper;
        this.postgres = postgres;
        this.gate = gate;
        this.identity = identity;
    }

    @GET
    @Operation(summary = "All assignments, or those of a user or a cluster")
    public Uni<Lines> list(@QueryParam("user") String user, @QueryParam("cluster") String cluster) {
        return gate.bounded(postgres::assignments)
                .map(all -> new Lines(
                        all.revision(),
                        all.assignments().stream()
                                .filter(one -> user == null || user.equals(one.username()))
                                .filter(one -> cluster == null || cluster.equals(one.clusterId()))
                                .map(one -> new Line(one.clusterId(), one.vmid(), one.username(), one.classId()))
                                .toList()));
    }

    @POST
    @Path("/import")
    @Operation(
            summary = "Give VMs to users from a mappings.json: {\"alice\": [100, 101], \"bob\": [\"lab-b/204\"]}",
            description = "20000 VMs in one request at the most.")
    public Uni<Report> load(
            @QueryParam("default_cluster") String defaultCluster, @Context RoutingContext request, byte[] body) {
        Asker author = author(request);
        return Uni.createFrom()
                .item(() -> mappings(body, defaultCluster))
                .runSubscriptionOn(Aside.WORKERS)
                .chain(this::plan)
                .chain(plan -> give(plan, author));
    }

    /** Comes on a thread that may be held up. */
    private Uni<ImportPlan> plan(List<Mapping> mappings) {
        return gate.bounded(() -> book.known(
                        mappings.stream().map(Mapping::vmid).distinct().toList()))
                .emitOn(Aside.WORKERS)
                .map(known -> ImportPlan.of(mappings, known));
    }

    private Uni<Report> give(ImportPlan plan, Asker author) {
        return gate.admitted(
                        IMPORT, deadline -> book.give(plan.given(), AssignmentTrail.refused(plan), author, deadline))
                .call(this::announce)
                .map(written -> report(plan, written));
    }

    private static List<Mapping> mappings(byte[] body, String defaultCluster) {
        try {
            return Mapping.read(InventoryJson.request(body), defaultCluster);
        } catch (InventoryJson.UnreadableValue e) {
            throw new ProblemException(
                    ProblemType.INVALID_BODY, "The body is not JSON, or names a user more than once.");
        } catch (IllegalArgumentException e) {
            throw new ProblemException(ProblemType.INVALID_BODY, "Not imported: " + e.getMessage() + ".");
        }
    }

    private static Report report(ImportPlan plan, Written written) {
        int unchanged = plan.given().size() - written.changed();
        return new Report(written.changed(), unchanged, plan.unknown(), plan.ambiguous(), written.revision());
    }

    @PUT
    @Path("/{user}/{cluster}/{vmid: [0-9]{1,9}}")
    @Operation(summary = "Give a VM to a user")
    public Uni<Done> give(
            @PathParam("user") String user,
            @PathParam("cluster") String cluster,
            @PathParam("vmid") int vmid,
            @Context RoutingContext request) {
        checkName(user);
        VmKey vm = new VmKey(cluster, vmid);
        Asker author = author(request);
        return gate.bounded(() -> book.known(List.of(vmid)))
                .chain(known -> known.containsKey(vm)
                        ? give(new Given(user, vm, known.get(vm)), author)
                        : refuse(user, vm, author))
                .call(this::announce)
                .map(AssignmentsResource::done);
    }

    private Uni<Written> give(Given given, Asker author) {
        return gate.admitted(deadline -> book.give(List.of(given), List.of(), author, deadline));
    }

    private Uni<Written> refuse(String user, VmKey vm, Asker author) {
        return gate.bounded(() -> book.notGiven(user, vm, author)).chain(() -> Uni.createFrom()
                .failure(new ProblemException(ProblemType.VM_NOT_FOUND, "There is no such VM.")));
    }

    private static void checkName(String user) {
        try {
            Mapping.checkName(user);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "The user " + InventoryJson.write(user) + ": " + e.getMessage() + ".");
        }
    }

    @DELETE
    @Path("/{user}/{cluster}/{vmid: [0-9]{1,9}}")
    @Operation(summary = "Take a VM from a user")
    public Uni<Done> take(
            @PathParam("user") String user,
            @PathParam("cluster") String cluster,
            @PathParam("vmid") int vmid,
            @Context RoutingContext request) {
        Asker author = author(request);
        return gate.admitted(deadline -> book.take(user, new VmKey(cluster, vmid), author, deadline))
                .call(this::announce)
                .map(AssignmentsResource::done);
    }

    private static Done done(Written written) {
        return new Done(true, written.changed(), written.revision());
    }

    private Uni<Void> announce(Written written) {
        return written.changed() == 0 ? Uni.createFrom().voidItem() : keeper.announce(written.revision());
    }

    private Asker author(RoutingContext request) {
        return Askers.of(Caller.of(identity), null, request);
    }
}
