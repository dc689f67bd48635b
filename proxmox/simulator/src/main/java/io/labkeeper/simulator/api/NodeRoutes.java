package io.labkeeper.simulator.api;

import static io.labkeeper.simulator.api.Route.get;
import static io.labkeeper.simulator.api.Route.needs;

import io.labkeeper.simulator.auth.Access;
import io.labkeeper.simulator.error.ApiError;
import io.labkeeper.simulator.state.Node;
import io.labkeeper.simulator.state.World;
import io.labkeeper.simulator.task.Task;
import io.labkeeper.simulator.task.Tasks;
import io.labkeeper.simulator.task.Upid;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What concerns one node: its clock, its state, its tasks. */
public final class NodeRoutes {

    private final World world;
    private final Access access;
    private final Tasks tasks;

    public NodeRoutes(World world, Access access, Tasks tasks) {
        this.world = world;
        this.access = access;
        this.tasks = tasks;
    }

    public List<Route> routes() {
        Schema filter = new Schema()
                .integer("start", 0)
                .integer("limit", 0)
                .integer("since", 0)
                .integer("until", 0)
                .integer("vmid", 100)
                .text("userfilter")
                .text("typefilter")
                .text("statusfilter")
                .bool("errors")
                .oneOf("source", List.of("archive", "active", "all"));
        return List.of(
                get("/nodes/{node}/time", needs("/nodes/{node}", "Sys.Audit"), new Schema(), call -> time()),
                get("/nodes/{node}/status", needs("/nodes/{node}", "Sys.Audit"), new Schema(), this::status),
                get("/nodes/{node}/tasks", null, filter, this::tasks),
                get("/nodes/{node}/tasks/{upid}/status", null, new Schema(), this::taskStatus));
    }

    private JsonObject time() {
        long now = world.now().getEpochSecond();
        return new JsonObject().put("time", now).put("localtime", now).put("timezone", "UTC");
    }

    private JsonObject status(Call call) {
        Node node = world.cluster().node(call.node()).orElseThrow();
        return new JsonObject()
                .put("uptime", Duration.between(node.bootedAt(), world.now()).toSeconds())
                .put("cpu", 0.08)
                .put("cpuinfo", new JsonObject().put("cpus", node.cores()))
                .put("loadavg", new JsonArray().add("0.42").add("0.40").add("0.38"))
                .put("memory", new JsonObject().put("total", node.memory()).put("used", node.memory() / 4))
                .put("pveversion", "pve-manager/" + world.settings().release() + ".1/0123456789abcdef");
    }

    private JsonArray tasks(Call call) {
        boolean all = access.allows(call.user(), "/nodes/" + call.node(), "Sys.Audit");
        JsonArray rows = new JsonArray();
        tasks
                .list(task -> task.upid().node().equals(call.node())
                        && (all || task.upid().user().equals(call.user()))
                        && wanted(task, call))
                .stream()
                .skip(call.number("start", 0))
                .limit(call.number("limit", 50))
                .forEach(task -> rows.add(TaskRows.row(task)));
        return rows;
    }

    private static boolean wanted(Task task, Call call) {
        Upid upid = task.upid();
        return ofSource(task, call.param("source", "archive"))
                && upid.startTime() >= call.number("since", 0)
                && upid.startTime() <= call.number("until", Long.MAX_VALUE)
                && (!call.params().containsKey("vmid")
                        || upid.id().equals(call.params().get("vmid")))
                && upid.type().contains(call.param("typefilter", ""))
                && upid.user().contains(call.param("userfilter", ""))
                && (!call.flag("errors") || !task.running() && !Task.OK.equals(task.exitStatus()))
                && hasStatus(task, call.params().get("statusfilter"));
    }

    private static boolean ofSource(Task task, String source) {
        return source.equals("all") || task.running() == source.equals("active");
    }

    private static boolean hasStatus(Task task, String filter) {
        return filter == null || !task.running() && List.of(filter.split(",")).contains(statusWord(task.exitStatus()));
    }

    private static String statusWord(String exitStatus) {
        if (exitStatus.equals(Task.OK)) {
            return "ok";
        }
        return exitStatus.startsWith("WARNINGS: ") ? "warning" : "error";
    }

    private JsonObject taskStatus(Call call) {
        String text = call.path().get("upid");
        Upid upid = Upid.parse(text)
                .orElseThrow(
                        () -> ApiError.badParameters(Map.of("upid", "unable to parse worker upid '" + text + "'")));
        Task task = tasks.find(text)
                .filter(t -> upid.node().equals(call.node()))
                .orElseThrow(() -> ApiError.badParameters(Map.of("upid", "no such task")));
        if (!upid.user().equals(call.user())) {
            access.requireAny(call.user(), "/nodes/" + call.node(), List.of("Sys.Audit"));
        }
        return TaskRows.status(task);
    }
}
