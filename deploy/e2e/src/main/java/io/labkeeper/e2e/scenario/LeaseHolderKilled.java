package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.check.Database;
import io.labkeeper.e2e.check.Database.Head;
import io.labkeeper.e2e.lab.LabState;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.load.SteadyLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The sync-worker that holds leases dies. */
public final class LeaseHolderKilled implements Scenario {
    private static final Duration TAKEN_OVER = Duration.ofSeconds(20);

    @Override
    public String id() {
        return "S6";
    }

    @Override
    public String promise() {
        return "the sync-worker that holds a cluster's lease killed: another one syncs that cluster within 20 s";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Map<String, String> owners = owners(bench);
        String holder =
                owners.values().stream().findFirst().orElseThrow(() -> new ProveException("no cluster has a lease"));
        List<String> clusters = new ArrayList<>(owners.keySet());
        clusters.removeIf(cluster -> !owners.get(cluster).equals(holder));
        String part = partOf(holder, bench.lab().state());
        try (SteadyLoad load = bench.load()) {
            Database database = bench.database();
            bench.lab().kill(part);
            Instant killed = database.now();
            findings.note(part + " killed, which held " + clusters);
            clusters.forEach(cluster -> takenOver(database, cluster, holder, killed, findings));
            Eventually.happens("other owners in /api/sync/stats", TAKEN_OVER, () -> clusters.stream()
                    .noneMatch(cluster -> holder.equals(owners(bench).get(cluster))));
            findings.expect(load.stop().allGood(), load.report().describe());
        } finally {
            bench.lab().repair();
        }
        findings.expect(bench.lab().state().part(part).alive(), part + " is back");
        findings.expect(bench.replicasEqualPostgres());
    }

    /** Who holds which cluster, as shown to users. */
    private static Map<String, String> owners(Bench bench) {
        Map<String, String> owners = new TreeMap<>();
        for (JsonNode cluster : bench.gateway("admin").syncStats().path("clusters")) {
            if (cluster.hasNonNull("owner")) {
                owners.put(
                        cluster.path("cluster_id").asText(),
                        cluster.path("owner").asText());
            }
        }
        return owners;
    }

    /** An owner's name is that of its part, with an ending that is new at each of its starts. */
    private static String partOf(String owner, LabState state) {
        return state.ofKind("sync-worker").stream()
                .map(Part::name)
                .filter(name -> owner.equals(name) || owner.startsWith(name + "-"))
                .findFirst()
                .orElseThrow(() -> new ProveException("no part of the lab is the owner " + owner));
    }

    private static void takenOver(Database database, String cluster, String holder, Instant killed, Findings findings) {
        Head head = Eventually.get("another worker's sync of " + cluster, TAKEN_OVER.multipliedBy(2), () -> Optional.of(
                        database.heads().get(cluster))
                .filter(now -> now.owner() != null && !now.owner().equals(holder))
                .filter(now -> now.quickAt() != null && now.quickAt().isAfter(killed)));
        findings.within(
                cluster + " synced by " + head.owner() + " after",
                Duration.between(killed, head.quickAt()),
                TAKEN_OVER);
    }
}
