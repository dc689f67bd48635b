package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.check.CheckResult;
import io.labkeeper.e2e.check.Database;
import io.labkeeper.e2e.check.ReplicasEqualPostgres;
import io.labkeeper.e2e.lab.Lab;
import io.labkeeper.e2e.lab.LabState;
import io.labkeeper.e2e.lab.Metrics;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.lab.Postgres;
import io.labkeeper.e2e.load.History;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.load.SteadyLoad.Target;
import io.labkeeper.e2e.simulator.PowerOrder;
import io.labkeeper.e2e.simulator.Simulator;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** The running lab and everything to look at it with; one for a whole run. */
public final class Bench {
    private static final String ADMIN = "admin";
    private static final Set<String> OPEN = Set.of("accepted", "claimed", "submitting", "submitted");

    private final Lab lab;
    private final Pace pace;
    private final long seed;
    private final Random random;
    private final History history = new History();
    private final GuestPool guests;
    private final Map<String, Integer> ordersBefore = new HashMap<>();

    /**
     * @param lab that runs
     * @param seed decides what the stories leave open
     */
    public Bench(Lab lab, Pace pace, long seed) {
        this.lab = lab;
        this.pace = pace;
        this.seed = seed;
        this.random = new Random(seed);
        this.guests = new GuestPool(this);
        simulators()
                .forEach(simulator ->
                        ordersBefore.put(simulator.cluster(), simulator.orders().size()));
    }

    public Lab lab() {
        return lab;
    }

    public Pace pace() {
        return pace;
    }

    /** What {@link #random} began with. */
    public long seed() {
        return seed;
    }

    public Random random() {
        return random;
    }

    public History history() {
        return history;
    }

    public GuestPool guests() {
        return guests;
    }

    /** The gateway, as that user; null for a caller without credentials. */
    public Api gateway(String user) {
        return new Api("gateway", lab.state().gateway(), user == null ? null : lab.token(user));
    }

    /** All replicas of a service, asked directly as an administrator. */
    public List<Api> replicas(String service) {
        return lab.state().ofKind(service).stream()
                .map(part -> new Api(part.name(), part.url(), lab.token(ADMIN)))
                .toList();
    }

    /** The replicas that answer reads. */
    public List<Api> readers() {
        return replicas("inventory-service");
    }

    /** A replica of the action service, by chance. */
    public Api actor() {
        List<Api> actors = replicas("action-service");
        return actors.get(random.nextInt(actors.size()));
    }

    /** Asks for an action that must be accepted, and remembers it for the checkers. */
    public Answer act(VmRef vm, String action) {
        Answer answer = tryToAct(vm, action);
        if (answer.status() != 202) {
            throw new ProveException(action + " of " + vm + " answered " + answer.status() + ": " + answer.body());
        }
        return answer;
    }

    /** Asks for an action, whatever the answer; an accepted one is remembered. */
    public Answer tryToAct(VmRef vm, String action) {
        Answer answer = actor().act(vm, action);
        if (answer.status() == 202) {
            history.accepted(new History.Accepted(idOf(answer), vm, action));
        }
        return answer;
    }

    /** Remembers an action that was asked for in another way. */
    public void accepted(Answer answer, VmRef vm, String action) {
        history.accepted(new History.Accepted(idOf(answer), vm, action));
    }

    /** Waits for an action's end. @return its final state */
    public String ended(String action, Duration limit) {
        Api replica = actor();
        return Eventually.get("the end of action " + action, limit, () -> Optional.of(
                        replica.action(action).path("state").asText())
                .filter(state -> !OPEN.contains(state)));
    }

    /** The id of the action in an answer of 202. */
    public static String idOf(Answer accepted) {
        return accepted.json().path("action").path("id").asText();
    }

    public List<Simulator> simulators() {
        return lab.state().ofKind("proxmox").stream().map(Bench::simulator).toList();
    }

    public Simulator simulator(String cluster) {
        return simulators().stream()
                .filter(simulator -> simulator.cluster().equals(cluster))
                .findFirst()
                .orElseThrow(() -> new ProveException("no simulated cluster " + cluster));
    }

    /** The power orders that reached the simulated clusters since this bench was made. */
    public List<PowerOrder> orders() {
        return simulators().stream()
                .flatMap(simulator -> simulator.orders().stream().skip(ordersBefore.get(simulator.cluster())))
                .toList();
    }

    private static Simulator simulator(Part part) {
        String control = part.facts().path("control_url").asText(null);
        if (control == null) {
            throw new ProveException(part.name() + " is not simulated");
        }
        return new Simulator(part.facts().path("cluster_id").asText(), control);
    }

    public Database database() {
        LabState state = lab.state();
        return new Database(state.part("postgres").facts().path("jdbc_url").asText());
    }

    /** Postgres, to be tampered with. */
    public Postgres postgres() {
        return new Postgres(
                lab.state().part("postgres").facts().path("jdbc_url").asText());
    }

    /** What all sync-workers count. */
    public Metrics workerMetrics() {
        return Metrics.of(lab.state().ofKind("sync-worker"));
    }

    /**
     * Reads as an administrator, from every inventory replica in turn, until it is closed: the whole list, one VM, the caller, the
     * figures of the syncs.
     */
    public SteadyLoad load() {
        return load("/api/vms");
    }

    /** Reads a page of the gateway's own, for which nobody else is asked: how long that takes tells how the machine is. */
    SteadyLoad control(int perSecond) {
        URI page = URI.create(lab.state().gateway() + "/login");
        return new SteadyLoad(perSecond, List.of(new Target("gateway", page, lab.token(ADMIN))), history);
    }

    /** The same, from some of the replicas and at another rate. */
    SteadyLoad load(List<Api> readers, int perSecond) {
        return load("/api/vms", readers, perSecond);
    }

    /**
     * Reads through the gateway, as an administrator: lists, one VM, the caller, the figures of the syncs, and actions. What it sees of
     * versions is not for the history: one answer comes from this replica, the next one from another.
     */
    public SteadyLoad gatewayLoad(int perSecond) {
        String token = lab.token(ADMIN);
        String gateway = lab.state().gateway();
        VmRef vm = readers().get(0).vms("?limit=1").keySet().iterator().next();
        List<Target> targets = new ArrayList<>();
        for (String path : List.of(
                "/api/vms",
                "/api/vms/" + vm.cluster() + "/" + vm.vmid(),
                "/api/me",
                "/api/sync/stats",
                "/api/actions?limit=10")) {
            targets.add(new Target("gateway", URI.create(gateway + path), token));
        }
        return new SteadyLoad(perSecond, targets, new History());
    }

    /** Reads of VMs alone, of one replica, as an administrator. What they see of versions is not for the history. */
    public SteadyLoad vmsLoad(Api reader, int perSecond) {
        String token = lab.token(ADMIN);
        VmRef vm = readers().get(0).vms("?limit=1").keySet().iterator().next();
        List<Target> targets = Stream.of("/api/vms", "/api/vms/" + vm.cluster() + "/" + vm.vmid())
                .map(path -> new Target(reader.name(), URI.create(reader.url() + path), token))
                .toList();
        return new SteadyLoad(perSecond, targets, new History());
    }

    /** As {@link #load()}, with a page of the list at a time, as a browser reads a long one. */
    public SteadyLoad pagedLoad() {
        return load("/api/vms?limit=100");
    }

    private SteadyLoad load(String list) {
        return load(list, readers(), pace.readsPerSecond());
    }

    private SteadyLoad load(String list, List<Api> readers, int perSecond) {
        String token = lab.token(ADMIN);
        VmRef vm = readers.get(0).vms("?limit=1").keySet().iterator().next();
        List<Target> targets = new ArrayList<>();
        for (String path : List.of(list, "/api/vms/" + vm.cluster() + "/" + vm.vmid(), "/api/me", "/api/sync/stats")) {
            readers.forEach(reader -> targets.add(new Target(reader.name(), URI.create(reader.url() + path), token)));
        }
        return new SteadyLoad(perSecond, targets, history);
    }

    /** Waits for three quiet seconds and compares every replica with Postgres. */
    public CheckResult replicasEqualPostgres() {
        return new ReplicasEqualPostgres(database(), readers()).check();
    }
}
