package io.labkeeper.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.VmRef;
import io.labkeeper.e2e.load.SteadyLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A cluster renews its certificate, and its fingerprint is not the one we were told to trust. */
public final class CertificateChanged implements Scenario {
    private static final String REASON = "certificate_changed";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public String id() {
        return "X-09";
    }

    @Override
    public String promise() {
        return "another certificate than the trusted one: told within one interval, nothing is asked and no data taken behind it,"
                + " the last state stays";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (SickCluster cluster = SickCluster.any(bench);
                SteadyLoad load = bench.load()) {
            Map<VmRef, String> before = cluster.field(cluster.readers().get(0), "status");
            untilRead(cluster);
            cluster.simulator().renewCertificate();
            try {
                story(bench, cluster, before, findings);
            } finally {
                cluster.simulator().restoreCertificate();
            }
            findings.note("the trusted one again: read after " + cluster.heal().toSeconds() + " s");
            findings.expect(load.stop().allGood(), load.report().describe());
        }
    }

    /** A renewal cuts off who is just connecting, which looks like a cluster that is away: not while it is being read. */
    private static void untilRead(SickCluster cluster) {
        Instant now = cluster.database().now();
        Eventually.happens(cluster.id() + " read once more", PATIENCE, () -> {
            Instant read = cluster.head().quickAt();
            return read != null && read.isAfter(now);
        });
    }

    private static void story(Bench bench, SickCluster cluster, Map<VmRef, String> before, Findings findings) {
        Duration bound = bench.pace().quickShown();
        Duration told = cluster.tells("not trusted", bound.multipliedBy(3), CertificateChanged::distrusted);
        findings.within(cluster.id() + ": " + REASON + " told by all replicas after", told, bound);
        cluster.simulator().forgetRequests();
        Eventually.pause(bench.pace().full());
        long asked = cluster.simulator().requests().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        findings.expect(
                asked == 0,
                "requests that reached Proxmox in the " + bench.pace().full().toSeconds() + " s after it: " + asked);
        for (Api reader : cluster.readers()) {
            Map<VmRef, JsonNode> now = cluster.vms(reader);
            boolean stale = now.values().stream()
                    .allMatch(vm -> vm.path("stale_reason").asText().equals(REASON));
            findings.expect(
                    stale && cluster.field(reader, "status").equals(before),
                    reader.name() + ": " + now.size() + " of " + before.size() + " VMs, with their last status, stale");
        }
    }

    private static boolean distrusted(JsonNode told) {
        return told.path("error").path("code").asText().equals(REASON)
                && told.path("stale_reason").asText().equals(REASON);
    }
}
