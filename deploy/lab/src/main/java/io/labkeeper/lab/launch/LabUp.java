package io.labkeeper.lab.launch;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.services.ApiKeys;
import io.labkeeper.lab.services.ClusterFiles;
import io.labkeeper.lab.services.Replica;
import io.labkeeper.lab.services.ServiceEnvironment;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Part;
import io.labkeeper.lab.state.PrivateFiles;
import io.labkeeper.lab.state.Secrets;
import io.labkeeper.lab.stores.PostgresRoles;
import io.labkeeper.lab.stores.Stores;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Brings the lab to what its options say: stores and support process side by side, then all services at once. */
public final class LabUp {
    private final LabDir dir;
    private final LabState state;
    private final Console console;
    private final Keeper keeper;
    private final Secrets secrets;
    private final Stores stores;
    private final Map<String, List<String>> under;

    /** @param under programs through which replicas are started, by the replica's name */
    public LabUp(LabDir dir, LabState state, Console console, Map<String, List<String>> under) {
        this.dir = dir;
        this.state = state;
        this.console = console;
        this.keeper = new Keeper(dir, state, console);
        this.secrets = new Secrets(dir);
        this.stores = new Stores(dir, secrets, state.options().stores());
        this.under = under;
    }

    /**
     * To be called before {@link #run}: stops what a former command has left behind without a note, which holds our ports and data.
     *
     * @throws LabError if the gateway cannot have its port; nothing that runs has been touched
     */
    public void check() {
        Set<Long> known =
                state.parts().stream().filter(Part::isOurs).map(Part::pid).collect(Collectors.toSet());
        List<String> left = new Strays(dir).stop(known, console);
        if (!left.isEmpty()) {
            throw LabError.failed("left over by a former command, and not to be stopped: " + String.join(", ", left));
        }
        int port = state.options().port();
        boolean isOurs = state.part(Part.GATEWAY)
                .filter(gateway -> gateway.running().isPresent())
                .filter(gateway -> URI.create(gateway.url()).getPort() == port)
                .isPresent();
        if (!isOurs) {
            Keeper.checkPort(Part.GATEWAY, port);
        }
    }

    /**
     * Returns when all parts are ready.
     *
     * @throws LabError if one cannot be started, with the reason
     */
    public void run() {
        List<Replica> replicas = Replica.all(state.options().replicas());
        replicas.forEach(replica -> replica.leavePortsToOthers(state));
        leavePortsOfTheOthers();
        PrivateFiles.directory(dir.logs());
        state.save(dir);
        SupportLaunch support = new SupportLaunch(dir, state, stores);
        PostgresRoles roles = new PostgresRoles(secrets);
        Together.run(() -> support.start(keeper), () -> startPostgres(roles), this::startRedis);
        ClusterFiles clusterFiles = new ClusterFiles(dir);
        clusterFiles.write(support.clusters(), state.options().real());
        stopSuperfluous(support);
        List<Part> waiting = new ArrayList<>(support.running());
        ServiceEnvironment environment = new ServiceEnvironment(state, stores, roles, clusterFiles, ApiKeys.write(dir));
        ServiceLaunch services = new ServiceLaunch(dir, state, environment, under);
        for (Replica replica : replicas) {
            waiting.add(services.start(keeper, replica));
        }
        new Awaiter(console, new Health()).ready(waiting);
    }

    /** As {@link Replica#leavePortsToOthers}, for stores and all that the support process stands for. */
    private void leavePortsOfTheOthers() {
        for (String store : List.of(Part.POSTGRES, Part.REDIS)) {
            if (state.part(store).flatMap(Part::running).isEmpty()) {
                state.leaveToOthers(store);
            }
        }
        if (state.part(Part.GATEWAY).flatMap(Part::running).isEmpty()) {
            SupportLaunch.portsBeside(state).forEach(state::leaveToOthers);
        }
    }

    private void startPostgres(PostgresRoles roles) {
        if (state.options().stores().postgresUrl() == null) {
            int port = state.port(Part.POSTGRES);
            keeper.store(Part.POSTGRES, () -> stores.startPostgres(port));
        } else {
            keeper.yours(stores.postgresPart(0));
        }
        roles.prepare(stores.postgresAdmin(state.port(Part.POSTGRES)), stores.database());
    }

    private void startRedis() {
        if (state.options().stores().noRedis()) {
            return;
        }
        if (state.options().stores().redisUrl() == null) {
            int port = state.port(Part.REDIS);
            keeper.store(Part.REDIS, () -> stores.startRedis(port));
        } else {
            keeper.yours(stores.redisPart(0));
        }
    }

    /** What the options no longer want: fewer replicas, no more Redis, real clusters instead of simulated ones. */
    private void stopSuperfluous(SupportLaunch support) {
        Set<String> wanted = Replica.all(state.options().replicas()).stream()
                .map(Replica::name)
                .collect(Collectors.toSet());
        support.running().forEach(part -> wanted.add(part.name()));
        wanted.add(Part.POSTGRES);
        if (!state.options().stores().noRedis()) {
            wanted.add(Part.REDIS);
        }
        Set<Long> supportPids = support.running().stream().map(Part::pid).collect(Collectors.toSet());
        for (Part part : state.parts()) {
            if (!wanted.contains(part.name())) {
                if (!supportPids.contains(part.pid())) {
                    Stopper.stop(part);
                    console.part("stopped", part.name(), "no longer wanted");
                }
                state.remove(part.name());
            }
        }
        state.save(dir);
    }
}
