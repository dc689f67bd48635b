package io.labkeeper.worker;

import static io.labkeeper.worker.Inventory.SOON;
import static io.labkeeper.worker.Inventory.seen;
import static io.labkeeper.worker.Inventory.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node's statistics daemon hangs while the node works: after 300 s, here 1 s, its records die (docs/proxmox-behaviour.md). */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class ExpiredStatisticsIT {
    private final Control lab = Lab.of("lab-b");
    private int silent;
    private int other;

    @BeforeEach
    void twoGuestsRun() {
        Inventory.readWhole("lab-b");
        silent = running("pve1", "on-a-silent-node");
        other = running("pve2", "on-another-node");
    }

    private int running(String node, String name) {
        int vmid = lab.guests().create(GuestKind.QEMU, node, name);
        lab.guests().start(vmid);
        seen("lab-b", vmid, record -> assertThat(record.vm().status()).isEqualTo(VmStatus.RUNNING));
        return vmid;
    }

    @AfterEach
    void asBefore() {
        lab.nodes().statistics("pve1", true);
        lab.setTiming(Timing.STATISTICS_EXPIRY, Duration.ofSeconds(300));
        lab.guests().delete(silent);
        lab.guests().delete(other);
        await().atMost(SOON).until(() -> Inventory.postgres("lab-b", silent) == null);
        await().atMost(SOON).until(() -> Inventory.postgres("lab-b", other) == null);
    }

    @Test
    void guests_whose_statistics_have_expired_are_unknown_keep_what_was_known_and_are_doubted() {
        lab.setTiming(Timing.STATISTICS_EXPIRY, Duration.ofSeconds(1));
        lab.nodes().statistics("pve1", false);

        VmRecord expired = seen("lab-b", silent, record -> {
            assertThat(record.internal().staleReason()).isEqualTo("statistics_expired");
            assertThat(record.vm().status()).isEqualTo(VmStatus.UNKNOWN);
        });
        assertThat(expired.vm().name()).isEqualTo("on-a-silent-node");
        assertThat(expired.vm().memory()).isPositive();
        assertThat(sync("->>'nodes'", "lab-b")).contains("unknown");
        assertThat(sync("->>'stale_reason'", "lab-b")).isNull();
        seen("lab-b", other, record -> {
            assertThat(record.internal().staleReason()).isNull();
            assertThat(record.vm().status()).isEqualTo(VmStatus.RUNNING);
        });

        lab.nodes().statistics("pve1", true);
        seen("lab-b", silent, record -> {
            assertThat(record.internal().staleReason()).isNull();
            assertThat(record.vm().status()).isEqualTo(VmStatus.RUNNING);
        });
    }
}
