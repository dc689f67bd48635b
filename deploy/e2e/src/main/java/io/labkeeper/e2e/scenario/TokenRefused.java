package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.SteadyLoad;
import io.labkeeper.e2e.simulator.Fault;
import java.time.Duration;
import java.util.Map;

/** Proxmox refuses our API token, as late as it does: 3 s after each try. */
public final class TokenRefused implements Scenario {
    private static final Duration REFUSAL = Duration.ofSeconds(3);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Override
    public String id() {
        return "X-01";
    }

    @Override
    public String promise() {
        return "Proxmox answers 401: auth_failed shows within one interval, Proxmox is tried at most once a minute,"
                + " and the last state stays, with its age";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench);
                SteadyLoad load = bench.load()) {
            Api reader = cluster.readers().get(0);
            Map<VmRef, String> before = cluster.field(reader, "status");
            String fault = cluster.simulator()
                    .fault(Fault.status(401, "invalid token value!", "*").delay(REFUSAL));
            Duration bound = bench.pace().quickShown().plus(REFUSAL);
            Duration told = cluster.tells("refused", bound.multipliedBy(3), TokenRefused::refused);
            findings.within(cluster.id() + ": auth_failed told by all replicas after", told, bound);
            int tries = cluster.simulator().struck(fault);
            Eventually.pause(MINUTE.minus(REFUSAL));
            int later = cluster.simulator().struck(fault) - tries;
            findings.expect(
                    later <= 1,
                    "requests refused until then: " + tries + ", in the "
                            + MINUTE.minus(REFUSAL).toSeconds() + " s after it: " + later + " (≤ 1)");
            for (Api each : cluster.readers()) {
                kept(cluster, each, before, findings);
            }
            findings.note("token good again: read after " + cluster.heal().toSeconds() + " s");
            findings.expect(load.stop().allGood(), load.report().describe());
        }
    }

    private static boolean refused(JsonNode told) {
        return told.path("error").path("code").asText().equals("auth_failed")
                && told.path("stale_reason").asText().equals("auth_failed");
    }

    private static void kept(SickCluster cluster, Api reader, Map<VmRef, String> before, Findings findings) {
        Map<VmRef, JsonNode> now = cluster.vms(reader);
        long age = reader.get("/api/vms?cluster=" + cluster.id())
                .headers()
                .firstValueAsLong("Labkeeper-Age")
                .orElse(-1);
        boolean stale = now.values().stream()
                .allMatch(vm -> vm.path("stale_reason").asText().equals("auth_failed"));
        findings.expect(
                stale
                        && cluster.field(reader, "status").equals(before)
                        && age >= MINUTE.minus(REFUSAL).toSeconds(),
                reader.name() + ": " + now.size() + " of " + before.size() + " VMs, with their last status, stale, "
                        + age + " s old");
    }
}
