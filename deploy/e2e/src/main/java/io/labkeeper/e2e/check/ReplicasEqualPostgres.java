package io.labkeeper.e2e.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.Version;
import io.labkeeper.e2e.api.VmRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** After three seconds without a change, all replicas show what stands in Postgres. */
public final class ReplicasEqualPostgres {
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Database database;
    private final List<Api> replicas;

    /**
     * @param replicas asked as an administrator
     */
    public ReplicasEqualPostgres(Database database, List<Api> replicas) {
        this.database = database;
        this.replicas = List.copyOf(replicas);
    }

    /**
     * Waits for a quiet moment, then compares; a comparison during which something changed does not count.
     *
     * @throws io.labkeeper.e2e.ProveException if it never gets quiet
     */
    public CheckResult check() {
        return Eventually.get("three seconds without a change in Postgres", LIMIT, this::compareWhenQuiet);
    }

    private Optional<CheckResult> compareWhenQuiet() {
        Map<String, Version> before = database.versions();
        Eventually.pause(QUIET);
        if (!database.versions().equals(before)) {
            return Optional.empty();
        }
        Map<VmRef, JsonNode> stored = database.vms();
        List<String> differences = new ArrayList<>();
        for (Api replica : replicas) {
            differences.addAll(
                    ReplicaEqualsPostgres.differences(replica.name(), replica.vms("?templates=true"), stored));
        }
        return database.versions().equals(before)
                ? Optional.of(CheckResult.of(
                        stored.size(), "VMs of Postgres on " + replicas.size() + " replicas", differences))
                : Optional.empty();
    }
}
