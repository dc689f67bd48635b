package io.labkeeper.actions.request;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Askers;
import io.labkeeper.caller.Caller;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** A click on start. */
@Path("/api/vm/{vmid: [0-9]+}/{action: [a-z]+}")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class PowerResource {

    /** @param action the action, as {@code GET /api/actions/{id}} shows it */
    record Accepted(boolean ok, ActionView action) {}

    private final PowerRequests requests;
    private final SecurityIdentity identity;

    PowerResource(PowerRequests requests, SecurityIdentity identity) {
        this.requests = requests;
        this.identity = identity;
    }

    /**
     * Asks for an action. 202 means that it is going to be done, whatever happens to us; follow it at {@code Location}.
     *
     * @param body optional: {@code {"timeout": seconds, "force": bool, "overrule": bool}}
     */
    @POST
    @Operation(summary = "Start, stop, shutdown, reboot, reset, suspend or resume a VM")
    @Parameter(
            name = "cluster",
            in = ParameterIn.QUERY,
            description = "May be left out when only one of the caller's VMs has this number")
    public Uni<Response> act(
            @PathParam("vmid") String vmid,
            @PathParam("action") String action,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            @Context RoutingContext request,
            byte[] body) {
        Caller caller = Caller.of(identity);
        Asker asker = Askers.of(caller, idempotencyKey, request);
        PowerRequest wish = PowerBody.read(kind(action), number(vmid), cluster(request), body);
        return requests.ask(wish, asker).map(answer -> response(answer, caller));
    }

    private static ActionKind kind(String word) {
        try {
            return ActionKind.ofWord(word);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemType.INVALID_PARAMETER,
                    "There is no action \"" + word + "\"; it is one of "
                            + String.join(
                                    ", ",
                                    Arrays.stream(ActionKind.values())
                                            .map(ActionKind::word)
                                            .toList())
                            + ".");
        }
    }

    private static int number(String vmid) {
        try {
            return Integer.parseInt(vmid);
        } catch (NumberFormatException e) {
            throw notFound();
        }
    }

    /** The cluster that was named; null if none was. */
    private static String cluster(RoutingContext request) {
        List<String> given = request.queryParam("cluster");
        if (!given.isEmpty() && given.get(0).isBlank()) {
            throw new ProblemException(ProblemType.INVALID_PARAMETER, "\"cluster\" must not be empty.");
        }
        return given.isEmpty() ? null : given.get(0);
    }

    private static Response response(Answer answer, Caller caller) {
        if (answer instanceof Answer.Accepted accepted) {
            ActionView view = ActionView.of(accepted.action(), caller.isAdmin());
            return Response.accepted(new Accepted(true, view))
                    .header(HttpHeaders.LOCATION, "/api/actions/" + view.id())
                    .build();
        }
        throw problem(answer, caller);
    }

    private static ProblemException problem(Answer answer, Caller caller) {
        if (answer instanceof Answer.Ambiguous ambiguous) {
            return new ProblemException(
                            ProblemType.VM_AMBIGUOUS,
                            "Several clusters have a VM of this number: say which, by ?cluster=.")
                    .with(
                            "candidates",
                            ambiguous.candidates().stream().map(Candidate::of).toList());
        }
        if (answer instanceof Answer.Conflict conflict) {
            return new ProblemException(
                            ProblemType.ACTION_CONFLICT,
                            "The action \"" + conflict.open().kind + "\" is still open on this VM.")
                    .with("action", ActionView.of(conflict.open(), caller.isAdmin()));
        }
        if (answer instanceof Answer.KeyReused) {
            return new ProblemException(
                    ProblemType.IDEMPOTENCY_MISMATCH, "This Idempotency-Key was used for another request.");
        }
        if (answer instanceof Answer.TooMany tooMany) {
            return tooMany.problem();
        }
        return notFound();
    }

    private static ProblemException notFound() {
        return new ProblemException(ProblemType.VM_NOT_FOUND, "There is no such VM.");
    }

    /** One of the VMs that the number may mean. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Candidate(String clusterId, int vmid) {
        static Candidate of(VmKey vm) {
            return new Candidate(vm.clusterId(), vm.vmid());
        }
    }
}
