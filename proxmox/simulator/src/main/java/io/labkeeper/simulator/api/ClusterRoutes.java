package io.labkeeper.simulator.api;

import static io.labkeeper.simulator.api.Route.get;
import static io.labkeeper.simulator.api.Route.needs;

import io.labkeeper.simulator.auth.Access;
import io.labkeeper.simulator.state.Cluster;
import io.labkeeper.simulator.state.Node;
import io.labkeeper.simulator.state.World;
import io.labkeeper.simulator.stats.Statistics;
import io.labkeeper.simulator.task.Task;
import io.labkeeper.simulator.task.Tasks;
import io.labkeeper.simulator.tls.ServedCertificate;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What concerns the cluster as a whole. */
public final class ClusterRoutes {

    private static final List<String> TYPES = List.of("vm", "storage", "node", "sdn");
    private static final List<String> TYPES_OF_NINE = List.of("vm", "storage", "node", "sdn", "network");

    private static final int TASKS_PER_NODE = 25;

    private final World world;
    private final Access access;
    private final Tasks tasks;
    private final ResourceRows resources;
    private final ServedCertificate certificate;

    public ClusterRoutes(
            World world, Access access, Statistics statistics, Tasks tasks, ServedCertificate certificate) {
        this.world = world;
        this.access = access;
        this.tasks = tasks;
        this.resources = new ResourceRows(world, access, statistics);
        this.certificate = certificate;
    }

    public List<Route> routes() {
        return List.of(
                get("/version", null, new Schema(), call -> version()),
                get("/cluster/resources", null, new Schema().text("type"), this::resources),
                get("/cluster/status", needs("/", "Sys.Audit"), new Schema(), call -> status()),
                get("/cluster/tasks", null, new Schema(), this::tasks),
                get("/nodes", null, new Schema(), this::nodes),
                get("/access/permissions", null, new Schema().text("path").text("userid"), this::permissions));
    }

    private JsonObject version() {
        String release = world.settings().release().toString();
        return new JsonObject()
                .put("release", release)
                .put("version", release + ".1")
                .put("repoid", "0123456789abcdef");
    }

    private JsonArray resources(Call call) {
        String type = call.params().get("type");
        if (type != null) {
            List<String> types = world.settings().release().nine() ? TYPES_OF_NINE : TYPES;
            new Schema().oneOf("type", types).verify(call.params());
        }
        return resources.rows(call.user(), type);
    }

    private JsonArray status() {
        Cluster cluster = world.cluster();
        JsonArray rows = new JsonArray();
        // A stand-alone host is no cluster and says so by having no such row.
        if (cluster.nodes().size() > 1) {
            rows.add(new JsonObject()
                    .put("type", "cluster")
                    .put("id", "cluster")
                    .put("name", cluster.id())
                    .put("version", 3)
                    .put("nodes", cluster.nodes().size())
                    .put("quorate", cluster.quorate() ? 1 : 0));
        }
        for (Node node : cluster.nodes()) {
            rows.add(new JsonObject()
                    .put("type", "node")
                    .put("id", "node/" + node.name())
                    .put("name", node.name())
                    .put("nodeid", node.id())
                    .put("ip", node.ip())
                    .put("online", node.online() ? 1 : 0)
                    .put("local", node == cluster.local() ? 1 : 0)
                    .put("level", ""));
        }
        return rows;
    }

    private JsonArray tasks(Call call) {
        boolean all = access.allows(call.user(), "/", "Sys.Audit");
        JsonArray rows = new JsonArray();
        told().stream()
                .filter(task -> all || task.upid().user().equals(call.user()))
                .forEach(task -> rows.add(TaskRows.row(task)));
        return rows;
    }

    /**
     * What the nodes tell each other, newest first: each of them its running tasks, and of the finished ones the newest, as many
     * as fit in 25 (pve-common, {@code active_workers}). Rights are looked at afterwards.
     */
    private List<Task> told() {
        Map<String, Integer> room = new HashMap<>();
        tasks.list(Task::running).forEach(task -> room.merge(task.upid().node(), 1, Integer::sum));
        return tasks.list(task -> true).stream()
                .filter(task -> task.running() || room.merge(task.upid().node(), 1, Integer::sum) <= TASKS_PER_NODE)
                .toList();
    }

    private JsonArray nodes(Call call) {
        JsonArray rows = new JsonArray();
        for (Node node : world.cluster().nodes()) {
            rows.add(resources
                    .nodeRow(node, call.user())
                    .put("ssl_fingerprint", certificate.shown().fingerprint()));
        }
        return rows;
    }

    private JsonObject permissions(Call call) {
        String wanted = call.params().get("path");
        Set<String> paths = new TreeSet<>(wanted == null ? access.paths(call.user()) : List.of(wanted));
        if (wanted == null && !paths.isEmpty()) {
            paths.addAll(List.of("/", "/access", "/nodes", "/pool", "/sdn", "/storage", "/vms"));
        }
        JsonObject result = new JsonObject();
        for (String path : paths) {
            JsonObject privileges = new JsonObject();
            access.privileges(call.user(), path).forEach((name, inherited) -> privileges.put(name, inherited ? 1 : 0));
            if (!privileges.isEmpty()) {
                result.put(path, privileges);
            }
        }
        return result;
    }
}
