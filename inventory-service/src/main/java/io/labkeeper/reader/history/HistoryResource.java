package io.labkeeper.reader.history;

import com.fasterxml.jackson.core.type.TypeReference;
import io.labkeeper.cache.Family;
import io.labkeeper.cache.FamilyCache;
import io.labkeeper.cache.Policies;
import io.labkeeper.cache.Policy;
import io.labkeeper.cache.TwoTierCache;
import io.labkeeper.caller.Caller;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.Inventory;
import io.labkeeper.reader.vms.Inventory.Found;
import io.labkeeper.store.StoreBusyException;
import io.labkeeper.store.StoreException;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** What a VM did. Whether the caller may see it is told from memory; the samples are read from Postgres, which may be away. */
@Path("/api/vms/{cluster}/{vmid}/history")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public class HistoryResource {
    private static final Logger LOG = Logger.getLogger(HistoryResource.class);
    private static final Duration SOON = Duration.ofSeconds(2);

    /** New samples come with full syncs, minutes apart. A history may be large, and hardly anybody asks for another's. */
    private static final Policy KEPT = Policy.fresh(Duration.ofSeconds(30))
            .withStaleIfError(Duration.ofMinutes(5))
            .withSize(200)
            .inProcess();

    private static final String EXAMPLE = """
            [{"at": "2026-01-15T10:25:00Z", "status": "stopped", "cpu_usage": null, "memory_usage": null},
             {"at": "2026-01-15T10:30:00Z", "status": "running", "cpu_usage": 25.5, "memory_usage": 60.2}]""";

    private final Inventory inventory;
    private final SampleReader samples;
    private final FamilyCache<List<HistorySample>> recent;
    private final DatabaseClock clock;
    private final SecurityIdentity identity;

    HistoryResource(
            Inventory inventory,
            SampleReader samples,
            TwoTierCache cache,
            Policies policies,
            DatabaseClock clock,
            SecurityIdentity identity) {
        this.inventory = inventory;
        this.samples = samples;
        this.recent = cache.open(
                Family.of("vm-history", new TypeReference<List<HistorySample>>() {}, policies.of("vm-history", KEPT)));
        this.clock = clock;
        this.identity = identity;
    }

    @GET
    @Operation(
            summary = "Status, CPU and memory use of one virtual machine over time",
            description =
                    "One sample per full sync as far back as they are kept (a day), one per hour before that (30 days);"
                            + " the oldest first, at most the newest " + SampleReader.MOST + ".")
    @Parameter(name = "from", in = ParameterIn.QUERY, description = "RFC 3339; by default 24 hours before the end")
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "RFC 3339, not included; by default now")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = HistorySample.class),
                            examples = @ExampleObject(name = "two samples", value = EXAMPLE)))
    @APIResponse(responseCode = "400", description = "a time that cannot be; names parameter and value")
    @APIResponse(responseCode = "404", description = "there is no such machine, or the caller may not see it")
    @APIResponse(
            responseCode = "503",
            description = "the database does not answer, or too many histories are being read; with Retry-After")
    public Uni<Response> history(
            @PathParam("cluster") String clusterId, @PathParam("vmid") String vmid, @Context UriInfo uri) {
        Moment moment = inventory.moment();
        Found found = inventory.require(moment, Caller.of(identity), clusterId, vmid);
        VmRecord vm = found.entry().record();
        HistoryRange range = HistoryRange.of(uri.getQueryParameters(), clock.now());
        HistoryRange read = range.inMinutes();
        return recent.get(key(vm, uri.getQueryParameters(), read), () -> samples.of(vm, read))
                .onFailure(StoreException.class)
                .transform(HistoryResource::unavailable)
                .map(range::of)
                .map(history -> inventory.answerFromPostgres(Response.ok(history), moment, found));
    }

    /** Of the VM itself and not of its number alone; a range that ends now is the same for a while. */
    private static String key(VmRecord vm, MultivaluedMap<String, String> asked, HistoryRange read) {
        return String.join(
                "|",
                vm.key().toString(),
                String.valueOf(vm.internal().birth()),
                asked.containsKey("from") ? read.from().toString() : "a day",
                asked.containsKey("to") ? read.to().toString() : "now");
    }

    private static ProblemException unavailable(Throwable failure) {
        LOG.debugf("history not read: %s", failure.getMessage());
        ProblemException problem = failure instanceof StoreBusyException
                ? new ProblemException(
                        ProblemType.DATABASE_BUSY,
                        "The history cannot be read now, since too many histories are being read.")
                : new ProblemException(
                        ProblemType.DATABASE_UNAVAILABLE,
                        "The history cannot be read, since the database does not answer.");
        return problem.retryAfter(SOON);
    }
}
