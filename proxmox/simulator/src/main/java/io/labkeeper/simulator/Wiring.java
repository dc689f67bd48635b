package io.labkeeper.simulator;

import io.labkeeper.simulator.api.AccessRoutes;
import io.labkeeper.simulator.api.AddressRoutes;
import io.labkeeper.simulator.api.ClusterRoutes;
import io.labkeeper.simulator.api.GuestRoutes;
import io.labkeeper.simulator.api.NodeRoutes;
import io.labkeeper.simulator.api.Routes;
import io.labkeeper.simulator.auth.Access;
import io.labkeeper.simulator.auth.Authenticator;
import io.labkeeper.simulator.auth.Tickets;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.simulator.control.NeighbourTable;
import io.labkeeper.simulator.fault.Faults;
import io.labkeeper.simulator.http.ApiServer;
import io.labkeeper.simulator.power.PowerLog;
import io.labkeeper.simulator.power.PowerRoutes;
import io.labkeeper.simulator.state.Cluster;
import io.labkeeper.simulator.state.Seed;
import io.labkeeper.simulator.state.Settings;
import io.labkeeper.simulator.state.World;
import io.labkeeper.simulator.stats.Statistics;
import io.labkeeper.simulator.task.Tasks;
import io.labkeeper.simulator.tls.ServedCertificate;
import io.vertx.core.Vertx;
import java.time.Instant;

/** Puts the parts of one cluster together. */
final class Wiring {

    private final World world;
    private final Tokens tokens;
    private final ApiServer apiServer;
    private final Control control;

    /** @param founded when this cluster was first started */
    Wiring(SimulatorOptions options, Instant founded, Vertx vertx, ServedCertificate certificate) {
        this.world = world(options, founded, vertx);
        this.tokens = Tokens.of(options);
        Access access = new Access();
        Tickets tickets = new Tickets(world);
        Authenticator authenticator = new Authenticator(world, tickets);
        tokens.register(authenticator, access);
        Tasks tasks = new Tasks(world);
        Statistics statistics = new Statistics(world);
        PowerLog orders = new PowerLog();
        Faults faults = new Faults(options.seed());

        Routes routes = new Routes(world, access);
        routes.addAll(new ClusterRoutes(world, access, statistics, tasks, certificate).routes());
        routes.addAll(new NodeRoutes(world, access, tasks).routes());
        routes.addAll(new GuestRoutes(world).routes());
        routes.addAll(new AddressRoutes(world).routes());
        routes.addAll(new AccessRoutes(tickets).routes());
        routes.addAll(new PowerRoutes(world, tasks, orders).routes());

        this.apiServer = new ApiServer(vertx, world, routes, authenticator, faults);
        this.control = new Control(
                world,
                new Control.Machinery(tasks, statistics, orders, faults, apiServer.counters()),
                new Control.Doors(authenticator, tickets, access, certificate));
        world.locked(statistics::restart);
        options.neighbourTable().ifPresent(file -> new NeighbourTable(world, file).start());
    }

    private static World world(SimulatorOptions options, Instant founded, Vertx vertx) {
        Instant now = options.clock().instant();
        Cluster cluster =
                new Seed(options.clusterId(), options.seed(), now, founded).cluster(options.vms(), options.nodes());
        Settings settings = new Settings(options.release());
        settings.numbersAsText(options.numbersAsText());
        options.timings().forEach(settings::set);
        return new World(cluster, settings, options.clock(), vertx);
    }

    World world() {
        return world;
    }

    Tokens tokens() {
        return tokens;
    }

    ApiServer apiServer() {
        return apiServer;
    }

    Control control() {
        return control;
    }
}
