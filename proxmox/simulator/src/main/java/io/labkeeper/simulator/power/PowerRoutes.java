package io.labkeeper.simulator.power;

import io.labkeeper.simulator.api.Call;
import io.labkeeper.simulator.api.Route;
import io.labkeeper.simulator.api.Schema;
import io.labkeeper.simulator.error.ApiError;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.World;
import io.labkeeper.simulator.task.Task;
import io.labkeeper.simulator.task.Tasks;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code POST /nodes/{node}/{kind}/{vmid}/status/{command}}: answers with the UPID of a task, or refuses. */
public final class PowerRoutes {

    private static final List<String> BOTH = List.of("start", "stop", "shutdown", "reboot", "suspend", "resume");
    private static final List<String> FOR_ROOT = List.of("skiplock", "keepActive");

    private final World world;
    private final Tasks tasks;
    private final PowerLog log;
    private final GuestWorker worker;
    private final HaManager ha;
    private final Map<GuestKind, KindOfPower> kinds;

    public PowerRoutes(World world, Tasks tasks, PowerLog log) {
        this.world = world;
        this.tasks = tasks;
        this.log = log;
        this.worker = new GuestWorker(world, tasks);
        this.ha = new HaManager(world, tasks);
        this.kinds = Map.of(GuestKind.QEMU, new QemuPower(world), GuestKind.LXC, new LxcPower(world));
    }

    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (GuestKind kind : GuestKind.values()) {
            BOTH.forEach(command -> routes.add(route(kind, command)));
        }
        routes.add(route(GuestKind.QEMU, "reset"));
        return routes;
    }

    private Route route(GuestKind kind, String command) {
        return new Route(
                "POST",
                "/nodes/{node}/" + kind.word() + "/{vmid}/status/" + command,
                Route.needs("/vms/{vmid}", "VM.PowerMgmt"),
                schema(command),
                call -> Future.succeededFuture(receive(kind, command, call)));
    }

    private static Schema schema(String command) {
        Schema schema = new Schema().bool("skiplock");
        switch (command) {
            case "start" ->
                schema.integer("timeout", 0).text("machine").text("stateuri").bool("debug");
            case "stop" -> schema.integer("timeout", 0).bool("keepActive").bool("overrule-shutdown");
            case "shutdown" -> schema.integer("timeout", 0).bool("keepActive").bool("forceStop");
            case "reboot" -> schema.integer("timeout", 0);
            case "suspend" -> schema.bool("todisk").text("statestorage");
            case "resume" -> schema.bool("nocheck");
            default -> {}
        }
        return schema;
    }

    private String receive(GuestKind kind, String command, Call call) {
        Order order = new Order(kind, call.node(), call.vmid(), command, call.user(), call.params());
        try {
            String upid = accept(order).upid().toString();
            log.accepted(order, upid, world.now());
            return upid;
        } catch (ApiError e) {
            log.refused(order, e.getMessage(), world.now());
            throw e;
        }
    }

    private Task accept(Order order) {
        refuseOptions(order);
        KindOfPower kind = kinds.get(order.kind());
        boolean starting = order.command().equals("start");
        boolean forHa =
                ha.manages(order.vmid()) && List.of("start", "stop", "shutdown").contains(order.command());
        if (starting && !world.cluster().quorate()) {
            throw ApiError.died("cluster not ready - no quorum?");
        }
        if (!forHa || order.kind() == GuestKind.LXC && starting) {
            kind.refuseAtOnce(order);
        }
        if (forHa) {
            return ha.request(order);
        }
        if (order.flag("overrule-shutdown")) {
            endShutdowns(order);
        }
        return worker.begin(order, () -> kind.plan(order));
    }

    private void refuseOptions(Order order) {
        for (String option : FOR_ROOT) {
            if (order.flag(option)) {
                throw ApiError.badParameters(Map.of(option, "Only root may use this option."));
            }
        }
        if (order.params().containsKey("overrule-shutdown")) {
            if (!world.settings().release().overruleShutdown()) {
                throw ApiError.badParameters(Map.of(
                        "overrule-shutdown",
                        "property is not defined in schema and the schema does not allow additional properties"));
            }
            if (order.flag("overrule-shutdown") && ha.manages(order.vmid())) {
                throw ApiError.badParameters(Map.of("overrule-shutdown", "not applicable for HA resources"));
            }
        }
    }

    /** Ends waiting shutdowns of this guest, so that the stop need not wait for their lock. */
    private void endShutdowns(Order order) {
        String type = order.kind().taskPrefix() + "shutdown";
        String id = Integer.toString(order.vmid());
        tasks.list(task -> task.running()
                        && task.upid().type().equals(type)
                        && task.upid().id().equals(id)
                        && task.upid().node().equals(order.node()))
                .forEach(task -> tasks.interrupt(task, "received interrupt"));
    }
}
