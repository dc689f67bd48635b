package io.labkeeper.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.simulator.state.Release;
import io.labkeeper.simulator.state.Timing;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes, the cluster's own state, versions and rights. */
class NodesIT {

    private Bench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    private List<JsonObject> rows(String path) {
        return bench.get(path).list().stream().map(JsonObject.class::cast).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.4", "8.4", "9.1"})
    void theReleaseCanBeChosen(String release) {
        bench = Bench.start(Bench.quick().release(Release.parse(release)));

        assertThat(bench.get("/version").object().getString("release")).isEqualTo(release);
    }

    @Test
    void nodesTellTheirFingerprintAndNumbers() {
        bench = Bench.start();

        assertThat(rows("/nodes")).hasSize(2).allSatisfy(node -> {
            assertThat(node.getString("status")).isEqualTo("online");
            assertThat(node.getString("ssl_fingerprint"))
                    .isEqualTo(bench.simulator().fingerprint())
                    .matches("[0-9A-F]{2}(:[0-9A-F]{2}){31}");
            assertThat(node.getLong("maxmem")).isPositive();
        });
    }

    @Test
    void anOfflineNodeHasNoNumbersAndWhatIsPassedOnToItFails() {
        bench = Bench.start();
        bench.simulator().control().nodes().down("pve2");

        JsonObject node = rows("/nodes").get(1);

        assertThat(node.getString("status")).isEqualTo("offline");
        assertThat(node.fieldNames()).doesNotContain("maxmem", "uptime");
        assertThat(bench.get("/nodes/pve2/qemu").status()).isEqualTo(595);
        assertThat(rows("/cluster/status").get(2).getInteger("online")).isZero();
    }

    @Test
    void anUnreachableNodeIsOnlineInLists() {
        bench = Bench.start();
        bench.simulator().control().nodes().unreachable("pve2", 596);

        assertThat(rows("/nodes").get(1).getString("status")).isEqualTo("online");
        assertThat(bench.get("/nodes/pve2/qemu").status()).isEqualTo(596);
    }

    @Test
    void guestsThatRanAreBackWhenTheirNodeIsBack() {
        bench = Bench.start();
        int ran = bench.runningVm();
        int didNot = bench.vm();
        bench.simulator().control().nodes().down("pve1");
        String meanwhile = bench.guests().state(ran);

        bench.simulator().control().nodes().up("pve1");

        assertThat(meanwhile).isEqualTo("stopped");
        assertThat(bench.guests().state(ran)).isEqualTo("running");
        assertThat(bench.guests().state(didNot)).isEqualTo("stopped");
    }

    @Test
    void aClusterTellsWhetherItIsQuorate() {
        bench = Bench.start();
        bench.simulator().control().nodes().quorum(false);

        JsonObject cluster = rows("/cluster/status").get(0);

        assertThat(cluster.getString("type")).isEqualTo("cluster");
        assertThat(cluster.getInteger("quorate")).isZero();
        assertThat(cluster.getInteger("nodes")).isEqualTo(2);
    }

    @Test
    void withoutQuorumReadingGoesOn() {
        bench = Bench.start();
        int vmid = bench.runningVm();
        bench.simulator().control().nodes().quorum(false);

        assertThat(bench.row(vmid).getString("status")).isEqualTo("running");
        assertThat(bench.get("/nodes/pve1/qemu/" + vmid + "/config").status()).isEqualTo(200);
    }

    @Test
    void aNodeWhoseStatisticsDaemonHangsIsUnknownOnceItsRecordsHaveDiedAndSoAreItsGuests() {
        bench = Bench.start();
        int vmid = bench.runningVm();
        JsonObject before = bench.row(vmid);
        bench.simulator().control().setTiming(Timing.STATISTICS_EXPIRY, Duration.ofMillis(50));
        bench.simulator().control().nodes().statistics("pve1", false);

        await().until(() -> bench.row(vmid).getString("status").equals("unknown"));

        assertThat(before.getString("status")).isEqualTo("running");
        assertThat(bench.row(vmid).fieldNames()).containsExactlyInAnyOrder("id", "vmid", "node", "type", "status");
        assertThat(rows("/nodes").get(0).getString("status")).isEqualTo("unknown");
        assertThat(rows("/nodes").get(0).fieldNames()).doesNotContain("maxmem", "uptime");
        assertThat(rows("/nodes").get(1).getString("status")).isEqualTo("online");
        assertThat(bench.get("/nodes/pve1/qemu/" + vmid + "/config").status()).isEqualTo(200);
        assertThat(Timing.STATISTICS_EXPIRY.standard()).hasSeconds(300);
    }

    @Test
    void aRenewedCertificateIsShownToNewConnectionsAndTold() {
        bench = Bench.start();
        String first = bench.simulator().fingerprint();
        String renewed = bench.simulator().control().renewCertificate();

        await().until(() -> bench.simulator().fingerprint().equals(renewed));

        assertThat(renewed).isNotEqualTo(first);
        assertThat(rows("/nodes"))
                .extracting(node -> node.getString("ssl_fingerprint"))
                .containsOnly(renewed);

        bench.simulator().control().restoreCertificate();
        await().until(() -> bench.simulator().fingerprint().equals(first));
        assertThat(bench.get("/version").status()).isEqualTo(200);
    }

    @Test
    void aConnectionThatIsOpenWhenTheCertificateIsRenewedEnds() {
        bench = Bench.start(Bench.quick().timing(Timing.IDLE_TIMEOUT, Duration.ofMinutes(1)));
        try (RawHttp http = bench.connect()) {
            http.send(bench.request("GET", "/version", bench.simulator().readerToken()));
            bench.simulator().control().renewCertificate();

            assertThat(http.closedByServer()).isTrue();
        }
    }

    @Test
    void aHostAloneHasNoClusterRow() {
        bench = Bench.start(Bench.quick().nodes(1));

        assertThat(rows("/cluster/status"))
                .extracting(row -> row.getString("type"))
                .containsExactly("node");
    }

    @Test
    void theClustersStateNeedsAuditOnTheRoot() {
        bench = Bench.start();

        assertThat(bench.as(bench.simulator().powerlessToken(), "/cluster/status")
                        .statusLine())
                .isEqualTo("HTTP/1.1 403 Permission check failed (/, Sys.Audit)");
    }

    @Test
    void aNodesClockCanBeRead() {
        bench = Bench.start();

        assertThat(bench.get("/nodes/pve1/time").object().getLong("time"))
                .isCloseTo(System.currentTimeMillis() / 1000, org.assertj.core.api.Assertions.within(5L));
    }

    @Test
    void theTokensRightsAreToldByPath() {
        bench = Bench.start();

        JsonObject reader = bench.get("/access/permissions").object();
        JsonObject actor =
                bench.as(bench.simulator().actorToken(), "/access/permissions").object();

        assertThat(reader.getJsonObject("/").fieldNames())
                .contains("VM.Audit", "Sys.Audit", "VM.GuestAgent.Audit")
                .doesNotContain("VM.PowerMgmt");
        assertThat(reader.getJsonObject("/vms").getInteger("VM.Audit")).isEqualTo(1);
        assertThat(actor.getJsonObject("/").fieldNames()).contains("VM.Audit", "VM.PowerMgmt");
    }
}
