package io.labkeeper.lab.launch;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.proxies.StoreProxies;
import io.labkeeper.lab.services.Replica;
import io.labkeeper.lab.services.ServiceKind;
import io.labkeeper.lab.services.StoreProxyPlan;
import io.labkeeper.lab.services.Wanted;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Options;
import io.labkeeper.lab.state.Part;
import io.labkeeper.lab.state.PrivateFiles;
import io.labkeeper.lab.stores.Stores;
import io.labkeeper.lab.support.Support;
import io.labkeeper.lab.support.SupportConfig;
import io.labkeeper.lab.support.SupportReady;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Starts the one process that runs gateway, issuer, simulated clusters and store proxies. */
final class SupportLaunch {
    private static final String LOG = "support";
    private static final String ISSUER_CONTROL = Part.ISSUER + "-control";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final LabDir dir;
    private final LabState state;
    private final Stores stores;
    private SupportReady ready;

    SupportLaunch(LabDir dir, LabState state, Stores stores) {
        this.dir = dir;
        this.state = state;
        this.stores = stores;
    }

    /** Starts it if need be and waits until all its parts listen. */
    void start(Keeper keeper) {
        SupportConfig config = config();
        state.addresses("http://127.0.0.1:" + config.gatewayPort(), config.issuerUrl());
        PrivateFiles.write(dir.supportFile(), config.toJson());
        List<Part> parts = parts(config);
        String hash = new Hash().add(config.toJson()).builtAt(Java.labJar()).toString();
        keeper.process(parts, LOG, Map.of(), command(), hash);
        ready = await();
    }

    /** What the support process has ports for, the gateway aside, whose port is given. */
    static List<String> portsBeside(LabState state) {
        return state.ports().keySet().stream()
                .filter(purpose -> purpose.equals(Part.ISSUER)
                        || purpose.equals(ISSUER_CONTROL)
                        || purpose.startsWith(Part.PROXMOX + "-")
                        || purpose.startsWith(Part.PROXY + "-"))
                .toList();
    }

    /** The simulated clusters, once it has been started. */
    List<SupportReady.Cluster> clusters() {
        return ready.clusters();
    }

    /** Its parts as the state shows them now. */
    List<Part> running() {
        return parts(config()).stream()
                .map(part -> state.part(part.name()).orElseThrow())
                .toList();
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(
                List.of(Java.program(), "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", Strays.mark(dir)));
        command.addAll(new ClassData(dir, LOG, Java.labJar()).flags(true));
        command.addAll(List.of(
                "-jar", Java.labJar().toString(), LOG, "--dir", dir.root().toString()));
        return command;
    }

    private SupportReady await() {
        Part part = state.part(Part.GATEWAY).orElseThrow();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline && part.running().isPresent()) {
            Optional<SupportReady> ready = SupportReady.read(Support.readyFile(dir), part.pid());
            if (ready.isPresent()) {
                return ready.get();
            }
            LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
        }
        throw LabError.failed("gateway, issuer and simulators did not start; see " + part.log());
    }

    private SupportConfig config() {
        Options options = state.options();
        Map<String, List<Integer>> replicas = new TreeMap<>();
        Map<Integer, Integer> managementPorts = new TreeMap<>();
        for (ServiceKind kind : ServiceKind.values()) {
            List<Replica> all = Replica.of(kind, options.replicas());
            replicas.put(kind.service(), all.stream().map(r -> r.port(state)).toList());
            all.forEach(replica -> managementPorts.put(replica.port(state), replica.managementPort(state)));
        }
        List<StoreProxies.Spec> proxies = StoreProxyPlan.of(state, stores);
        return new SupportConfig(
                options.port(),
                state.port(Part.ISSUER),
                state.port(ISSUER_CONTROL),
                dir.issuer().resolve("signing-key").toString(),
                replicas,
                managementPorts,
                simulated(options),
                proxies,
                proxies.isEmpty() ? 0 : state.port("proxy-control"));
    }

    private List<SupportConfig.Simulated> simulated(Options options) {
        List<SupportConfig.Simulated> clusters = new ArrayList<>();
        if (!options.real().isEmpty()) {
            return clusters;
        }
        Options.Simulated sim = options.simulated();
        for (int i = 0; i < sim.clusters(); i++) {
            String id = Wanted.simulatedId(i);
            clusters.add(new SupportConfig.Simulated(
                    id,
                    "Lab " + Character.toUpperCase(id.charAt(id.length() - 1)),
                    sim.vms(),
                    sim.nodes(),
                    sim.seed(),
                    state.port("proxmox-" + id),
                    state.port("proxmox-" + id + "-control"),
                    dir.clusters().toString()));
        }
        return clusters;
    }

    private List<Part> parts(SupportConfig config) {
        List<Part> parts = new ArrayList<>();
        parts.add(Part.of(Part.GATEWAY, Part.GATEWAY).url("http://127.0.0.1:" + config.gatewayPort()));
        parts.add(Part.of(Part.ISSUER, Part.ISSUER)
                .url(config.issuerUrl())
                .with("control_url", config.issuerControlUrl()));
        for (SupportConfig.Simulated cluster : config.clusters()) {
            parts.add(Part.of("proxmox-" + cluster.id(), Part.PROXMOX)
                    .url("https://127.0.0.1:" + cluster.port())
                    .with("cluster_id", cluster.id())
                    .with("control_url", "http://127.0.0.1:" + cluster.controlPort() + "/_sim"));
        }
        for (StoreProxies.Spec proxy : config.proxies()) {
            parts.add(StoreProxyPlan.part(proxy, config.proxyControlPort()));
        }
        return parts;
    }
}
