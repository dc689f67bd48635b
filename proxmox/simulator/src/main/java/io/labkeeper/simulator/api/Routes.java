package io.labkeeper.simulator.api;

import io.labkeeper.simulator.auth.Access;
import io.labkeeper.simulator.error.ApiError;
import io.labkeeper.simulator.state.Node;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.simulator.state.World;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings a request to its endpoint in the order in which Proxmox does: rights, then passing on to the node in the path,
 * then the check of the parameters, then the work.
 */
public final class Routes {

    private final World world;
    private final Access access;
    private final List<Route> routes = new ArrayList<>();

    public Routes(World world, Access access) {
        this.world = world;
        this.access = access;
    }

    public void addAll(List<Route> more) {
        routes.addAll(more);
    }

    /**
     * A route with the path's values.
     *
     * @param path values of the template's variables
     */
    public record Match(Route route, Map<String, String> path) {

        /** As in counters: "GET /cluster/resources". */
        public String name() {
            return route.method() + " " + route.template();
        }
    }

    /**
     * @param path below {@code /api2/json}, percent-encoded
     */
    public Optional<Match> find(String method, String path) {
        for (Route route : routes) {
            if (route.method().equals(method)) {
                Optional<Map<String, String>> values = route.match(path);
                if (values.isPresent()) {
                    return Optional.of(new Match(route, values.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** Answers with what goes into {@code data}; fails with an {@link ApiError}. */
    public Future<Object> answer(Match match, String user, Map<String, String> params) {
        try {
            return world.locked(() -> answerLocked(match, new Call(user, match.path(), params)));
        } catch (ApiError e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Object> answerLocked(Match match, Call call) {
        verifyVmid(call);
        Route.Right right = match.route().right();
        if (right != null) {
            access.requireAny(
                    call.user(),
                    match.route().rightPath(match.path()),
                    right.privileges().any());
        }
        Optional<Node> unreachable = unreachable(call.node());
        if (unreachable.isPresent()) {
            return noWayTo(unreachable.get());
        }
        match.route().schema().verify(call.params());
        return match.route().work().answer(call);
    }

    private static void verifyVmid(Call call) {
        String vmid = call.path().get("vmid");
        String complaint = vmid == null ? null : Schema.integerComplaint(vmid, 100);
        if (complaint != null || vmid != null && vmid.length() > 9) {
            throw ApiError.badParameters(
                    Map.of("vmid", complaint == null ? "value must have a maximum value of 999999999" : complaint));
        }
    }

    private Optional<Node> unreachable(String name) {
        if (name == null) {
            return Optional.empty();
        }
        Node node = world.cluster()
                .node(name)
                .orElseThrow(() -> ApiError.died("hostname lookup '" + name
                        + "' failed - failed to get address info for: " + name + ": Name or service not known"));
        return Optional.of(node).filter(n -> n.status() != Node.Status.UP);
    }

    private Future<Object> noWayTo(Node node) {
        Promise<Object> promise = Promise.promise();
        int status = node.proxyStatus();
        String reason = status == 595 ? "No route to host" : status == 596 ? "Broken pipe" : "Connection timed out";
        world.later(world.time(Timing.UNREACHABLE_DELAY), () -> promise.fail(ApiError.empty(status, reason)));
        return promise.future();
    }
}
