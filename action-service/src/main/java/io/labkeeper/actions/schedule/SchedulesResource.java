package io.labkeeper.actions.schedule;

import io.labkeeper.actions.database.Deadline;
import io.labkeeper.actions.database.RequestGate;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Askers;
import io.labkeeper.caller.Caller;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/**
 * Timetables: for administrators and operators all, for teachers those of their classes. A schedule that the caller may not see looks
 * like one that does not exist.
 */
@Path("/api/schedules")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class SchedulesResource {
    private static final int MOST = 1000;
    private static final int USUAL = 100;

    record Schedules(List<ScheduleView> schedules) {}

    /** @param next the cursor of the next page; null on the last */
    record Runs(List<RunView> runs, String next) {}

    record Deleted(boolean ok, UUID id) {}

    private final ScheduleBook book;
    private final RunBook runs;
    private final RequestGate gate;
    private final SecurityIdentity identity;

    SchedulesResource(ScheduleBook book, RunBook runs, RequestGate gate, SecurityIdentity identity) {
        this.book = book;
        this.runs = runs;
        this.gate = gate;
        this.identity = identity;
    }

    @GET
    @Operation(summary = "All schedules; for teachers those of their classes")
    public Uni<Schedules> list(@Context RoutingContext request) {
        Asker asker = asker(request);
        return gate.bounded(() -> book.all(asker))
                .emitOn(Infrastructure.getDefaultExecutor())
                .map(all -> new Schedules(all.stream().map(ScheduleView::of).toList()));
    }

    /** @param body {@code {"name", "cron", "time_zone", "action", "selector", "enabled"}} */
    @POST
    @Operation(summary = "Start, stop or otherwise act on VMs by a timetable: five cron fields in a time zone")
    public Uni<Response> create(@Context RoutingContext request, byte[] body) {
        Asker asker = asker(request);
        ScheduleWish wish = ScheduleBody.whole(body);
        return done(asker, "schedule_created", null, deadline -> book.create(wish, asker, deadline))
                .map(made -> Response.status(Response.Status.CREATED)
                        .header(HttpHeaders.LOCATION, "/api/schedules/" + made.id())
                        .entity(made)
                        .build());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One schedule with its next ten runs")
    public Uni<ScheduleView> one(@PathParam("id") String id, @Context RoutingContext request) {
        Asker asker = asker(request);
        UUID uuid = uuid(id);
        return gate.bounded(() -> book.one(uuid, asker))
                .emitOn(Infrastructure.getDefaultExecutor())
                .map(ScheduleView::of);
    }

    /** @param body what is left out stays as it is; {@code {"enabled": false}} pauses it */
    @PUT
    @Path("/{id}")
    @Operation(summary = "Change, pause or resume a schedule; whoever changes what runs when is its owner from then on")
    public Uni<ScheduleView> change(@PathParam("id") String id, @Context RoutingContext request, byte[] body) {
        Asker asker = asker(request);
        UUID uuid = uuid(id);
        ScheduleWish wish = ScheduleBody.change(body);
        return done(asker, "schedule_changed", uuid, deadline -> book.change(uuid, wish, asker, deadline));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a schedule with the record of its runs")
    public Uni<Deleted> delete(@PathParam("id") String id, @Context RoutingContext request) {
        Asker asker = asker(request);
        UUID uuid = uuid(id);
        return done(asker, "schedule_deleted", uuid, deadline -> book.delete(uuid, asker, deadline))
                .map(gone -> new Deleted(true, uuid));
    }

    /** @param body optional: {@code {"due_at": …}} */
    @POST
    @Path("/{id}/skip")
    @Operation(summary = "Skip a run to come: the one at due_at, or the next")
    public Uni<ScheduleView> skip(@PathParam("id") String id, @Context RoutingContext request, byte[] body) {
        Asker asker = asker(request);
        UUID uuid = uuid(id);
        Instant dueAt = ScheduleBody.dueAt(body);
        return done(asker, "schedule_run_skipped", uuid, deadline -> runs.skip(uuid, dueAt, asker, deadline));
    }

    @DELETE
    @Path("/{id}/skip")
    @Operation(summary = "Let a run to come that was to be skipped happen after all")
    public Uni<ScheduleView> unskip(
            @PathParam("id") String id,
            @Parameter(required = true, description = "When the run is due") @QueryParam("due_at") String dueAt,
            @Context RoutingContext request) {
        Asker asker = asker(request);
        UUID uuid = uuid(id);
        if (dueAt == null) {
            throw new ProblemException(ProblemType.INVALID_PARAMETER, "The parameter \"due_at\" is missing.");
        }
        Instant time = ScheduleBody.time("due_at", dueAt);
        return done(asker, "schedule_run_restored", uuid, deadline -> runs.unskip(uuid, time, asker, deadline));
    }

    @GET
    @Path("/{id}/runs")
    @Operation(summary = "What became of the runs of a schedule, the newest first")
    public Uni<Runs> runs(
            @PathParam("id") String id,
            @Parameter(description = "1 to 1000") @QueryParam("limit") String limit,
            @Parameter(description = "The next of the page before") @QueryParam("cursor") String cursor,
            @Context RoutingContext request) {
        Asker asker = asker(request);
        UUID uuid = uuid(id);
        int most = limit(limit);
        Instant before = cursor == null ? null : ScheduleBody.time("cursor", cursor);
        return gate.bounded(() -> book.one(uuid, asker).chain(() -> runs.runs(uuid, before, most + 1)))
                .map(found -> page(found, most));
    }

    private static Runs page(List<RunView> found, int most) {
        List<RunView> shown = found.subList(0, Math.min(most, found.size()));
        String next = found.size() > most ? shown.get(most - 1).dueAt().toString() : null;
        return new Runs(shown, next);
    }

    private static int limit(String text) {
        try {
            int limit = text == null ? USUAL : Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Answered like a number that is too large.
        }
        throw new ProblemException(
                ProblemType.INVALID_PARAMETER,
                "The parameter \"limit\" cannot be \"" + text + "\": it is 1 to " + MOST + ".");
    }

    private Asker asker(RoutingContext request) {
        return Askers.of(Caller.of(identity), null, request);
    }

    private Uni<ScheduleView> done(Asker asker, String event, UUID id, Function<Deadline, Uni<ScheduleRow>> change) {
        return gate.admitted(change)
                .onFailure(ProblemException.class)
                .recoverWithUni(problem -> refused(asker, event, id, (ProblemException) problem))
                .emitOn(Infrastructure.getDefaultExecutor())
                .map(ScheduleView::of);
    }

    /** Fails with the problem once it is written down, and with what kept it from being written down otherwise. */
    private Uni<ScheduleRow> refused(Asker asker, String event, UUID id, ProblemException problem) {
        return gate.bounded(() -> book.refused(event, id, problem, asker))
                .chain(() -> Uni.createFrom().failure(problem));
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw ScheduleBook.notFound();
        }
    }
}
