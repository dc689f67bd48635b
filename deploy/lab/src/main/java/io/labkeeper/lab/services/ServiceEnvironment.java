package io.labkeeper.lab.services;

import io.labkeeper.lab.issuer.Issuer;
import io.labkeeper.lab.state.LabState;
import io.labkeeper.lab.state.Options;
import io.labkeeper.lab.state.Part;
import io.labkeeper.lab.stores.PostgresRoles;
import io.labkeeper.lab.stores.PostgresUrl;
import io.labkeeper.lab.stores.Stores;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The environment variables of a service's process: where everything is, and the passwords, which no command line may carry. */
public final class ServiceEnvironment {
    /** The lab's few users stand for many. */
    private static final String STREAMS_PER_USER = "2000";
    /** The gateway asks three times a second who wants requests. */
    private static final String UNREADY_BEFORE_STOP = "1S";

    private final LabState state;
    private final Stores stores;
    private final PostgresRoles roles;
    private final ClusterFiles clusterFiles;
    private final Path apiKeys;

    public ServiceEnvironment(
            LabState state, Stores stores, PostgresRoles roles, ClusterFiles clusterFiles, Path apiKeys) {
        this.state = state;
        this.stores = stores;
        this.roles = roles;
        this.clusterFiles = clusterFiles;
        this.apiKeys = apiKeys;
    }

    public Map<String, String> of(Replica replica) {
        Map<String, String> env = new TreeMap<>();
        env.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        env.put("QUARKUS_HTTP_PORT", Integer.toString(replica.port(state)));
        env.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        env.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(replica.managementPort(state)));
        env.put("LABKEEPER_INSTANCE", replica.name());
        env.put("LABKEEPER_LOG_JSON", "false");
        putPostgres(env, replica);
        putRedis(env, replica);
        switch (replica.kind()) {
            case SYNC_WORKER -> putWorker(env);
            case INVENTORY_SERVICE -> {
                putCallers(env);
                env.put("LABKEEPER_EVENTS_STREAMS_PER_USER", STREAMS_PER_USER);
                env.put("LABKEEPER_CONSOLE_LOGIN", "/login");
                env.put("LABKEEPER_CONSOLE_LOGOUT", "/logout");
            }
            case ACTION_SERVICE -> {
                putCallers(env);
                env.put(
                        "LABKEEPER_PROXMOX_CLUSTERS_FILE",
                        clusterFiles.forActions().toString());
            }
        }
        return env;
    }

    private void putPostgres(Map<String, String> env, Replica replica) {
        PostgresUrl direct = stores.postgresAdmin(state.port(Part.POSTGRES));
        PostgresUrl seen = options().proxies()
                ? new PostgresUrl("", "", "127.0.0.1", state.port(StoreProxyPlan.purpose(Part.POSTGRES, replica)), "")
                : direct;
        env.put("POSTGRES_URL", seen.plain(stores.database()));
        env.put("POSTGRES_USER", replica.kind().role());
        env.put("POSTGRES_PASSWORD", roles.password(replica.kind().role()));
    }

    private void putRedis(Map<String, String> env, Replica replica) {
        if (options().noRedis()) {
            // Whoever calls may have one set.
            env.put("REDIS_URL", "");
            env.put("QUARKUS_REDIS_ACTIVE", "false");
            env.put("QUARKUS_REDIS_BUS_ACTIVE", "false");
            return;
        }
        String purpose = options().proxies() ? StoreProxyPlan.purpose(Part.REDIS, replica) : Part.REDIS;
        env.put("REDIS_URL", stores.redisUrl(replica.kind().redisUser(), state.port(purpose)));
    }

    private void putWorker(Map<String, String> env) {
        env.put("POSTGRES_OWNER_USER", PostgresRoles.OWNER);
        env.put("POSTGRES_OWNER_PASSWORD", roles.password(PostgresRoles.OWNER));
        env.put("LABKEEPER_PROXMOX_CLUSTERS_FILE", clusterFiles.forWorker().toString());
        if (!clusterFiles.neighbourTables().isEmpty()) {
            env.put("LABKEEPER_ADDRESS_ARP_TABLE", commaSeparated(clusterFiles.neighbourTables()));
        }
        env.put("LABKEEPER_POLL_QUICK_INTERVAL", state.options().intervals().quick());
        env.put("LABKEEPER_POLL_FULL_INTERVAL", state.options().intervals().full());
        if (state.options().real().isEmpty()) {
            // Simulated guests have addresses that are somebody's in the network around: nothing may be sent there.
            env.put("LABKEEPER_PROBE_ENABLED", "false");
        }
    }

    /** What the variables lead to and the service reads at its start: with other contents it runs with other settings. */
    public List<Path> files(Replica replica) {
        if (replica.kind() == ServiceKind.INVENTORY_SERVICE) {
            return List.of();
        }
        Path clusters =
                replica.kind() == ServiceKind.SYNC_WORKER ? clusterFiles.forWorker() : clusterFiles.forActions();
        return Stream.concat(Stream.of(clusters), clusterFiles.secrets().stream())
                .toList();
    }

    private static String commaSeparated(List<String> paths) {
        return paths.stream().map(path -> path.replace(",", "\\,")).collect(Collectors.joining(","));
    }

    private void putCallers(Map<String, String> env) {
        env.put("QUARKUS_SHUTDOWN_DELAY", UNREADY_BEFORE_STOP);
        env.put("OIDC_ISSUER", state.issuer());
        env.put("OIDC_AUDIENCE", Issuer.AUDIENCE);
        env.put("OIDC_ROLES_CLAIM", Issuer.ROLES_CLAIM);
        env.put("LABKEEPER_CALLERS_API_KEYS_FILE", apiKeys.toString());
    }

    private Options.Stores options() {
        return state.options().stores();
    }
}
