package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.lab.Postgres;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.Fault;
import io.labkeeper.e2e.simulator.Guest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The guest agents fail, two of them hang, just when addresses are due to be confirmed. They are made due by turning their age back in Postgres,
 * as a change set of its own; the worker finds at its next change that Postgres is ahead, and reads all of it again.
 */
public final class AgentsFail implements Scenario {
    private static final int HANGING = 2;
    private static final Duration OLD = Duration.ofHours(2);

    private static final String AGED = """
            UPDATE vm_inventory v SET revision = c.revision + 1, body = jsonb_set(jsonb_set(jsonb_set(v.body,
                   '{revision}', to_jsonb(c.revision + 1)),
                   '{vm,ip_updated_at}', to_jsonb(?::text)),
                   '{internal,addresses}', (SELECT jsonb_agg(a || jsonb_build_object('seen_at', ?::text))
                                              FROM jsonb_array_elements(v.body->'internal'->'addresses') a))
              FROM cluster_sync c
             WHERE c.cluster_id = ? AND v.cluster_id = c.cluster_id AND v.deleted_at IS NULL
               AND v.status = 'running' AND v.body->'vm'->>'ip_source' = 'agent'""";
    private static final String ADDRESSES_AGED =
            "UPDATE vm_address SET seen_at = ?::timestamptz, expires_at = ?::timestamptz WHERE cluster_id = ?";
    private static final String RAISED = "UPDATE cluster_sync SET revision = revision + 1 WHERE cluster_id = ?";

    @Override
    public String id() {
        return "X-08";
    }

    @Override
    public String promise() {
        return "guest agents fail or hang when addresses are due: the addresses stay, with their age,"
                + " and nothing else waits for them";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench);
                SteadyLoad load = bench.load()) {
            Instant then = cluster.database().now().minus(OLD).truncatedTo(ChronoUnit.SECONDS);
            List<VmRef> due = List.copyOf(fromAgents(cluster).keySet());
            findings.expect(due.size() > HANGING, due.size() + " addresses from guest agents, made two hours old");
            List<String> hanging = due.stream()
                    .limit(HANGING)
                    .map(vm -> cluster.simulator().fault(Fault.of("hang", "/nodes/*/qemu/" + vm.vmid() + "/agent/*")))
                    .toList();
            String failing = cluster.simulator()
                    .fault(Fault.status(500, "QEMU guest agent is not running", "/nodes/*/qemu/*/agent/*"));
            Map<VmRef, String> before = age(bench, cluster, then);
            stillRead(bench, cluster, hanging, findings);
            Duration took = Eventually.happens(
                    "every other guest agent asked",
                    bench.pace().full().multipliedBy(5),
                    () -> cluster.simulator().struck(failing) >= due.size() - HANGING);
            findings.note(cluster.simulator().struck(failing) + " agents failed when asked, "
                    + hanging.stream().mapToInt(cluster.simulator()::struck).sum()
                    + " hung; all others asked after another " + took.toSeconds() + " s");
            Eventually.pause(bench.pace().quickShown());
            kept(cluster, before, then, findings);
            findings.expect(load.stop().allGood(), load.report().describe());
        }
    }

    /** The addresses that guest agents have told. */
    private static Map<VmRef, String> fromAgents(SickCluster cluster) {
        Map<VmRef, String> addresses = new TreeMap<>();
        cluster.stored().forEach((vm, state) -> {
            if (state.path("ip_source").asText().equals("agent")
                    && state.path("status").asText().equals("running")) {
                addresses.put(vm, state.path("ip").asText());
            }
        });
        return addresses;
    }

    /** Turns the age of those addresses back; returns them. */
    private static Map<VmRef, String> age(Bench bench, SickCluster cluster, Instant then) {
        Map<VmRef, String> addresses = fromAgents(cluster);
        try (Postgres.Transaction transaction = bench.postgres().begin()) {
            transaction.run("SELECT 1 FROM cluster_sync WHERE cluster_id = ? FOR UPDATE", cluster.id());
            transaction.run(AGED, then.toString(), then.toString(), cluster.id());
            transaction.run(ADDRESSES_AGED, then.toString(), then.toString(), cluster.id());
            transaction.run(RAISED, cluster.id());
            transaction.commit();
        }
        Guest guest = cluster.simulator().guests().get(0);
        cluster.simulator().rename(guest.vm().vmid(), guest.name() + "-x");
        cluster.shows(
                "the new name",
                bench.pace().full().plus(cluster.lag()).multipliedBy(2),
                vms -> vms.get(guest.vm()).path("name").asText().equals(guest.name() + "-x"));
        cluster.simulator().rename(guest.vm().vmid(), guest.name());
        return addresses;
    }

    private static long old(Map<VmRef, JsonNode> vms, Map<VmRef, String> addresses, Instant then) {
        return addresses.entrySet().stream()
                .filter(address -> vms.containsKey(address.getKey()))
                .filter(address -> {
                    JsonNode vm = vms.get(address.getKey());
                    return vm.path("ip").asText().equals(address.getValue())
                            && Instant.parse(vm.path("ip_updated_at").asText()).equals(then);
                })
                .count();
    }

    private static void kept(SickCluster cluster, Map<VmRef, String> before, Instant then, Findings findings) {
        cluster.readers().forEach(reader -> {
            long kept = old(cluster.vms(reader), before, then);
            findings.expect(
                    kept == before.size(),
                    reader.name() + " shows " + kept + " of " + before.size()
                            + " addresses as they were, last confirmed at " + then);
        });
    }

    /** While agents hang, somebody stops a VM on Proxmox directly. */
    private static void stillRead(Bench bench, SickCluster cluster, List<String> hanging, Findings findings) {
        Eventually.happens("a guest agent that hangs", bench.pace().full().multipliedBy(5), () -> hanging.stream()
                .anyMatch(fault -> cluster.simulator().struck(fault) > 0));
        Guest guest = cluster.simulator().guests().stream()
                .filter(each -> each.stopped() && !each.template())
                .findFirst()
                .orElseThrow(() -> new ProveException("no VM of " + cluster.id() + " is stopped"));
        Duration bound = bench.pace().quickShown().plus(cluster.lag());
        cluster.simulator().start(guest.vm().vmid());
        Duration took = cluster.shows(
                "it running",
                bound.multipliedBy(3),
                vms -> vms.get(guest.vm()).path("status").asText().equals("running"));
        findings.within("agents hang: a VM started elsewhere shows after", took, bound);
        cluster.simulator().stop(guest.vm().vmid());
    }
}
