package io.labkeeper.lab.options;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.state.Options;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options of {@code up} as typed; what was not typed is null and stays as it was. */
public final class UpOptions {
    private static final Pattern DURATION = Pattern.compile("[1-9][0-9]{0,6}(ms|s|m|h)");

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the gateway (8080).")
    Integer port;

    @Option(names = "--clusters", paramLabel = "N", description = "Simulated clusters (2).")
    Integer clusters;

    @Option(names = "--vms", paramLabel = "N", description = "Guests per simulated cluster (60).")
    Integer vms;

    @Option(names = "--nodes", paramLabel = "N", description = "Nodes per simulated cluster (3).")
    Integer nodes;

    @Option(names = "--seed", paramLabel = "N", description = "Seed from which the clusters are made up (1).")
    Long seed;

    @Option(names = "--workers", paramLabel = "N", description = "Replicas of sync-worker (2).")
    Integer workers;

    @Option(names = "--inventory", paramLabel = "N", description = "Replicas of inventory-service (2).")
    Integer inventory;

    @Option(names = "--actions", paramLabel = "N", description = "Replicas of action-service (2).")
    Integer actions;

    @Option(names = "--full", paramLabel = "DURATION", description = "Interval of full syncs (300s).")
    String full;

    @Option(names = "--quick", paramLabel = "DURATION", description = "Interval of quick syncs (30s).")
    String quick;

    @Option(names = "--proxmox", paramLabel = "ID=URL", description = "A real cluster; may repeat.")
    Map<String, String> proxmox = new LinkedHashMap<>();

    @Option(names = "--proxmox-token", paramLabel = "ID=TOKEN", description = "Its token: user@realm!name=secret.")
    Map<String, String> tokens = new LinkedHashMap<>();

    @Option(names = "--proxmox-fingerprint", paramLabel = "ID=SHA256", description = "Of the certificate to trust.")
    Map<String, String> fingerprints = new LinkedHashMap<>();

    @Option(names = "--proxmox-ca", paramLabel = "ID=FILE", description = "Certificate authority to trust (PEM).")
    Map<String, String> caFiles = new LinkedHashMap<>();

    @Option(names = "--proxmox-insecure", paramLabel = "ID", description = "Trust any certificate of this cluster.")
    List<String> insecure = new ArrayList<>();

    @Option(names = "--redis", paramLabel = "URL", description = "Your Redis instead of the embedded one.")
    String redis;

    @Option(names = "--no-redis", description = "No Redis: caches in memory, changes within about 2 s.")
    Boolean noRedis;

    @Option(
            names = "--postgres",
            paramLabel = "URL",
            description = "Your Postgres: postgresql://user:password@host/db.")
    String postgres;

    @Option(names = "--store-proxies", description = "TCP proxies between services and stores, for fault tests.")
    Boolean storeProxies;

    @Option(
            names = "--run-under",
            paramLabel = "REPLICA=COMMAND",
            description =
                    "A program through which that replica is started if it is started now, such as faketime, for fault"
                            + " tests; may repeat. It must become the replica's process, as env does.")
    Map<String, String> under = new LinkedHashMap<>();

    @Option(names = "--detach", description = "Return when all is ready; ./lab down stops it.")
    Boolean detach;

    /**
     * All options decided: what was typed, else what the running lab has, else the defaults.
     *
     * @param before the options of the running lab, or {@link Options#DEFAULTS}
     * @param keepToken puts a token's secret away (cluster id, secret) and tells the file
     * @throws LabError for a value that cannot be
     */
    public Options over(Options before, BinaryOperator<String> keepToken) {
        Options.Simulated sim = before.simulated();
        Options.Replicas replicas = before.replicas();
        return new Options(
                range("--port", or(port, before.port()), 1, 65_535),
                new Options.Simulated(
                        range("--clusters", or(clusters, sim.clusters()), 1, 26),
                        range("--vms", or(vms, sim.vms()), 0, 20_000),
                        range("--nodes", or(nodes, sim.nodes()), 1, 64),
                        or(seed, sim.seed())),
                new Options.Replicas(
                        range("--workers", or(workers, replicas.workers()), 0, 9),
                        range("--inventory", or(inventory, replicas.inventory()), 0, 9),
                        range("--actions", or(actions, replicas.actions()), 0, 9)),
                new Options.Intervals(
                        duration("--full", or(full, before.intervals().full())),
                        duration("--quick", or(quick, before.intervals().quick()))),
                new RealClusters(proxmox, tokens, fingerprints, caFiles, insecure).over(before.real(), keepToken),
                stores(before.stores()),
                or(detach, before.detach()));
    }

    /** Programs through which replicas are started, by the replica's name. Not kept: a repair starts them plainly. */
    public Map<String, List<String>> under() {
        Map<String, List<String>> programs = new LinkedHashMap<>();
        under.forEach((replica, command) ->
                programs.put(replica, List.of(command.strip().split(" +"))));
        return programs;
    }

    private Options.Stores stores(Options.Stores before) {
        boolean none = or(noRedis, before.noRedis() && redis == null);
        String url = none ? null : or(redis, before.redisUrl());
        if (redis != null && Boolean.TRUE.equals(noRedis)) {
            throw LabError.usage("--redis and --no-redis exclude each other");
        }
        if (url != null && !url.matches("rediss?://([^:/@]*:[^@]*@)?[^/@]+(/.*)?")) {
            throw LabError.usage("--redis: not a URL like redis://user:password@host:6379");
        }
        String database = or(postgres, before.postgresUrl());
        if (database != null && !database.matches("postgres(ql)?://[^:/@]+:[^@]+@[^/]+/[^/?]+")) {
            throw LabError.usage("--postgres: not a URL like postgresql://user:password@host:5432/database");
        }
        boolean proxies = or(storeProxies, before.proxies());
        if (proxies && url != null) {
            throw LabError.usage("--store-proxies: there are none for a Redis of yours");
        }
        return new Options.Stores(url, none, database, proxies);
    }

    private static <T> T or(T typed, T before) {
        return typed == null ? before : typed;
    }

    private static int range(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw LabError.usage(option + ": " + value + " is not between " + least + " and " + most);
        }
        return value;
    }

    private static String duration(String option, String value) {
        if (!DURATION.matcher(value).matches()) {
            throw LabError.usage(option + ": '" + value + "' is not a duration like 30s or 5m");
        }
        return value;
    }
}
