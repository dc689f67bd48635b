package io.labkeeper.reader.vms;

import io.labkeeper.caller.Caller;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.vms.Inventory.Found;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
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
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The inventory as lists and single VMs. Everything is answered from memory. */
@Path("/api/vms")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public class VmsResource {
    private final Inventory inventory;
    private final VmDetails details;
    private final SecurityIdentity identity;

    public VmsResource(Inventory inventory, VmDetails details, SecurityIdentity identity) {
        this.inventory = inventory;
        this.details = details;
        this.identity = identity;
    }

    @GET
    @NonBlocking
    @Operation(summary = "The virtual machines that the caller may see, by cluster and number")
    @Parameter(name = "search", in = ParameterIn.QUERY, description = "part of name, address or number, in any case")
    @Parameter(name = "cluster", in = ParameterIn.QUERY, description = "id of a cluster; may repeat")
    @Parameter(name = "templates", in = ParameterIn.QUERY, description = "true: templates too")
    public Response list(@Context UriInfo uri, @HeaderParam("If-None-Match") String ifNoneMatch) {
        VmQuery query = VmQuery.of(uri.getQueryParameters());
        Caller caller = Caller.of(identity);
        Moment moment = inventory.moment();
        List<Found> found = inventory
                .visible(moment, caller)
                .filter(vm -> query.accepts(vm.entry(), moment))
                .toList();
        List<ShownVm> vms = found.stream().map(vm -> inventory.show(moment, vm)).toList();
        Collection<ClusterView> clusters =
                found.isEmpty() ? inventory.clusters(moment, caller, query) : clustersOf(found);
        VmPage page = VmPage.of(vms, stale(moment, clusters, vms), caller.isAdmin());
        return ReadAnswer.page(page, moment, clusters, ifNoneMatch);
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
    public Uni<Response> one(@PathParam("cluster") String clusterId, @PathParam("vmid") String vmid) {
        Caller caller = Caller.of(identity);
        Moment moment = inventory.moment();
        Found found = inventory.require(moment, caller, clusterId, vmid);
        return details.of(moment, found, inventory.show(moment, found), caller)
                .map(body -> ReadAnswer.of(Response.ok(body), moment, List.of(found.cluster())));
    }
}
