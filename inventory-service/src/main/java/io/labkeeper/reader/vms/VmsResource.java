package io.labkeeper.reader.vms;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import io.labkeeper.caller.Caller;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.Inventory.Found;
import io.labkeeper.reader.vms.LiveRefresh.Outcome;
import io.labkeeper.reader.vms.ReadyPages.Page;
import io.labkeeper.store.Aside;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.Uncompressed;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The inventory as lists and single VMs. Everything is answered from memory; only who asks for it waits for Proxmox. Who asks for a
 * whole list that is ready does not come here: {@link ReadyListRoute} has sent it.
 */
@Path("/api/vms")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public class VmsResource {
    /** Looking through more VMs than these, and making their JSON, is nothing for an event loop: it takes milliseconds. */
    private static final int MOST_AT_ONCE = 1_000;

    private final Inventory inventory;
    private final VmDetails details;
    private final LiveRefresh refresh;
    private final FirstCluster first;
    private final ReadyPages ready;
    private final SecurityIdentity identity;

    VmsResource(
            Inventory inventory,
            VmDetails details,
            LiveRefresh refresh,
            FirstCluster first,
            ReadyPages ready,
            SecurityIdentity identity) {
        this.inventory = inventory;
        this.details = details;
        this.refresh = refresh;
        this.first = first;
        this.ready = ready;
        this.identity = identity;
    }

    @GET
    @NonBlocking
    @Uncompressed // by the framework: which list is compressed, and by whom, is said by ListAnswer
    @Operation(
            summary = "The virtual machines that the caller may see, by cluster and number",
            description =
                    "Several values of one parameter mean \"one of them\", several parameters \"all of them\". A value that cannot be is"
                            + " refused with 400, naming parameter and value; a cluster, node, tag, owner or class that does not exist"
                            + " gives an empty list; an unknown parameter is ignored.")
    @Parameter(name = "search", in = QUERY, description = "part of name, address or number, in any case")
    @Parameter(name = "cluster", in = QUERY, description = "id of a cluster; may repeat", example = "lab-a")
    @Parameter(
            name = "status",
            in = QUERY,
            description = "running, stopped, paused, suspended or unknown; may repeat",
            example = "running")
    @Parameter(name = "node", in = QUERY, description = "name of a node; may repeat", example = "pve1")
    @Parameter(name = "type", in = QUERY, description = "qemu or lxc; may repeat", example = "qemu")
    @Parameter(name = "category", in = QUERY, description = "windows, linux or other; may repeat", example = "linux")
    @Parameter(name = "tag", in = QUERY, description = "a tag; may repeat", example = "web")
    @Parameter(name = "stale", in = QUERY, description = "true: only what may no longer be so")
    @Parameter(name = "error", in = QUERY, description = "true: only what could not be read without an error")
    @Parameter(
            name = "owner",
            in = QUERY,
            description =
                    "whose they are; may repeat; for administrators, operators and teachers (within their classes)")
    @Parameter(
            name = "class",
            in = QUERY,
            description = "of which class; may repeat; for administrators, operators and teachers (of their classes)")
    @Parameter(name = "templates", in = QUERY, description = "true: templates too")
    @Parameter(
            name = "sort",
            in = QUERY,
            description = "name, vmid, status, node, cpu_usage, memory_usage or uptime; with - in front downwards",
            example = "-cpu_usage")
    @Parameter(name = "limit", in = QUERY, description = "1 to 10000; without it the whole list comes", example = "100")
    @Parameter(name = "cursor", in = QUERY, description = "the next of the page before")
    @Parameter(
            name = "fields",
            in = QUERY,
            description = "members of each VM that are wanted, separated by commas",
            example = "cluster_id,vmid,status")
    @Parameter(
            name = "live",
            in = QUERY,
            description =
                    "true: Proxmox is asked first, unless it was within 10 s; the mode of the answer is live then. If"
                            + " that takes longer than 5 s, the inventory comes as it is, with stale true")
    @Parameter(name = "force_refresh", in = QUERY, description = "the same as live")
    @APIResponse(
            responseCode = "200",
            description = "also with ETag, Labkeeper-Age and Labkeeper-Source",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = VmShape.Page.class),
                            examples = @ExampleObject(name = "one machine", value = VmExamples.PAGE)))
    @APIResponse(responseCode = "304", description = "the client has it already: If-None-Match")
    @APIResponse(responseCode = "400", description = "a value that cannot be; names parameter and value")
    @APIResponse(responseCode = "403", description = "owner or class, asked by somebody to whom it is not open")
    @APIResponse(responseCode = "503", description = "nothing has been loaded from any store yet")
    public Uni<byte[]> list(
            @Context UriInfo uri,
            @Context HttpServerRequest request,
            @HeaderParam("If-None-Match") String ifNoneMatch) {
        VmListing listing = request.query() == null ? VmListing.EVERYTHING : VmListing.of(uri.getQueryParameters());
        Caller caller = Caller.of(identity);
        ListAnswer client = new ListAnswer(request, ifNoneMatch);
        Moment moment = inventory.moment();
        listing.query().check(caller, moment);
        if (first.missing(moment)) {
            return first.read().chain(outcome -> read(listing, caller, outcome, client));
        }
        if (listing.live() || refresh.neverRead(moment.clusters().values())) {
            List<ClusterView> clusters = inventory.clusters(moment, caller, listing.query());
            if (listing.live() || refresh.neverRead(clusters)) {
                return refresh.refresh(clusters).chain(outcome -> read(listing, caller, outcome, client));
            }
        }
        if (inventory.mostVisible(moment, caller) > MOST_AT_ONCE && !isReady(listing, moment, caller)) {
            return Uni.createFrom()
                    .item(() -> page(listing, caller, moment))
                    .runSubscriptionOn(Aside.WORKERS)
                    .chain(page -> client.of(page, moment));
        }
        return client.of(page(listing, caller, moment), moment);
    }

    private boolean isReady(VmListing listing, Moment moment, Caller caller) {
        return listing == VmListing.EVERYTHING && ready.find(moment, caller).isPresent();
    }

    private Page page(VmListing listing, Caller caller, Moment moment) {
        return listing == VmListing.EVERYTHING
                ? ready.of(moment, caller, () -> made(listing, caller, moment, Outcome.NOT_ASKED))
                : made(listing, caller, moment, Outcome.NOT_ASKED);
    }

    /** After the wait, at the moment that it has come to. */
    private Uni<byte[]> read(VmListing listing, Caller caller, Outcome outcome, ListAnswer client) {
        Moment moment = inventory.moment();
        return client.of(made(listing, caller, moment, outcome), moment);
    }

    private Page made(VmListing listing, Caller caller, Moment moment, Outcome outcome) {
        VmListing.Page page = listing.page(moment, caller, inventory);
        List<ShownVm> vms =
                page.vms().stream().map(vm -> inventory.show(moment, vm)).toList();
        Collection<ClusterView> clusters =
                page.vms().isEmpty() ? inventory.clusters(moment, caller, listing.query()) : clustersOf(page.vms());
        // Without any cluster nobody could be asked, and that there is nothing is a guess.
        boolean anyKnown = !moment.clusters().isEmpty();
        boolean stale = outcome == Outcome.LATE || !anyKnown || stale(moment, clusters, vms);
        boolean live = outcome == Outcome.FRESH && anyKnown;
        VmPage.About about = new VmPage.About(live, stale, caller.isAdmin(), page.total(), page.next());
        List<ShownVm> trimmed = listing.fields().all()
                ? vms
                : vms.stream().map(listing.fields()::trim).toList();
        return new Page(VmPage.of(trimmed, about), ids(clusters));
    }

    private static Set<String> ids(Collection<ClusterView> clusters) {
        return clusters.stream()
                .map(cluster -> cluster.head().clusterId())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Collection<ClusterView> clustersOf(List<Found> found) {
        return found.stream().map(Found::cluster).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Any VM is; or there is none to tell, and the clusters where the caller's could be are. */
    private boolean stale(Moment moment, Collection<ClusterView> clusters, List<ShownVm> vms) {
        return vms.isEmpty()
                ? clusters.stream().anyMatch(cluster -> inventory.stale(moment, cluster))
                : vms.stream().anyMatch(ShownVm::stale);
    }

    @GET
    @Path("/{cluster}/{vmid}")
    @Operation(summary = "One virtual machine with its addresses and last actions")
    @APIResponse(
            responseCode = "200",
            description = "as in the list, with more members; also with Labkeeper-Age and Labkeeper-Source",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(allOf = {VmShape.class, VmShape.Details.class}),
                            examples = @ExampleObject(name = "for an administrator", value = VmExamples.DETAILS)))
    @APIResponse(responseCode = "400", description = "the number is none")
    @APIResponse(responseCode = "404", description = "there is none, or the caller may not see it")
    @APIResponse(responseCode = "503", description = "nothing has been loaded from any store yet")
    public Uni<Response> one(@PathParam("cluster") String clusterId, @PathParam("vmid") String vmid) {
        Caller caller = Caller.of(identity);
        Moment moment = inventory.moment();
        Found found = inventory.require(moment, caller, clusterId, vmid);
        return details.of(moment, found, inventory.show(moment, found), caller)
                .map(body -> ReadAnswer.of(Response.ok(body), moment, List.of(found.cluster())));
    }
}
