package io.labkeeper.proxmox;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * The shape of Proxmox's API, and nothing more: every policy (limits, repetition, errors) is in {@link Exchange}.
 *
 * <p>Use {@link ProxmoxClient}. It is public for one reason: Quarkus puts the generated implementation into another class
 * loader than this library in tests and in dev mode, where a package-private interface could not be seen. Answers are taken
 * as plain {@link Response}s since Proxmox's errors are in its status line and its content types cannot be relied on.
 */
@Path("/api2/json")
public interface ProxmoxRest {

    @GET
    @Path("cluster/resources")
    Uni<Response> resources();

    @GET
    @Path("cluster/tasks")
    Uni<Response> clusterTasks();

    @GET
    @Path("access/permissions")
    Uni<Response> permissions();

    @GET
    @Path("nodes/{node}/{type}/{vmid}/config")
    Uni<Response> config(@PathParam("node") String node, @PathParam("type") String type, @PathParam("vmid") int vmid);

    @GET
    @Path("nodes/{node}/{type}/{vmid}/status/current")
    Uni<Response> status(@PathParam("node") String node, @PathParam("type") String type, @PathParam("vmid") int vmid);

    @GET
    @Path("nodes/{node}/qemu/{vmid}/agent/network-get-interfaces")
    Uni<Response> agentInterfaces(@PathParam("node") String node, @PathParam("vmid") int vmid);

    @GET
    @Path("nodes/{node}/lxc/{vmid}/interfaces")
    Uni<Response> containerInterfaces(@PathParam("node") String node, @PathParam("vmid") int vmid);

    /** The form is text, so that it always goes out in one piece with a length: Proxmox refuses chunked bodies (501). */
    @POST
    @Path("nodes/{node}/{type}/{vmid}/status/{command}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    Uni<Response> power(
            @PathParam("node") String node,
            @PathParam("type") String type,
            @PathParam("vmid") int vmid,
            @PathParam("command") String command,
            String form);

    @GET
    @Path("nodes/{node}/tasks/{upid}/status")
    Uni<Response> task(@PathParam("node") String node, @PathParam("upid") String upid);

    @GET
    @Path("nodes/{node}/tasks")
    Uni<Response> tasks(
            @PathParam("node") String node,
            @QueryParam("source") String source,
            @QueryParam("vmid") int vmid,
            @QueryParam("since") Long since,
            @QueryParam("limit") int limit);

    @GET
    @Path("nodes/{node}/time")
    Uni<Response> time(@PathParam("node") String node);
}
