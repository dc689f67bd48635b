package io.labkeeper.worker;

import static io.labkeeper.worker.Inventory.SOON;
import static io.labkeeper.worker.Inventory.number;
import static io.labkeeper.worker.Inventory.postgres;
import static io.labkeeper.worker.Inventory.seen;
import static io.labkeeper.worker.Inventory.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster renews its certificate, which is not the pinned one any more (docs/proxmox-behaviour.md). */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class CertificateIT {
    private static final String CODE = "->'error'->>'code'";
    private static final String REASON = "->>'stale_reason'";
    private static final int VMID = 100;

    private final Control lab = Lab.of("lab-b");
    private VmRecord before;

    @BeforeEach
    void everythingWasRead() {
        Inventory.readWhole("lab-b");
        await().atMost(SOON).until(() -> sync(CODE, "lab-b") == null);
        before = seen("lab-b", VMID, record -> assertThat(record.internal().staleReason())
                .isNull());
    }

    @AfterEach
    void asBefore() {
        lab.restoreCertificate();
        await().atMost(SOON).until(() -> !Lab.renewed("lab-b"));
        Lab.configure("");
        await().atMost(SOON).until(() -> sync(CODE, "lab-b") == null);
        lab.guests().rename(VMID, before.vm().name());
        seen("lab-b", VMID, record -> assertThat(record.vm().name())
                .isEqualTo(before.vm().name()));
    }

    @Test
    void another_certificate_gives_no_data_and_an_alarm_until_it_is_trusted_and_costs_no_vm() {
        long vms = Inventory.count("lab-b");
        lab.renewCertificate();
        await().atMost(SOON).until(() -> Lab.renewed("lab-b"));

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(sync(CODE, "lab-b")).isEqualTo("certificate_changed");
            assertThat(sync(REASON, "lab-b")).isEqualTo("certificate_changed");
            assertThat(Inventory.redisHead("sync", "lab-b")).contains("certificate_changed");
        });
        lab.guests().rename(VMID, "named-behind-a-strange-door");
        lab.requests().reset();
        long failures = number("consecutive_errors", "lab-b");
        await().atMost(SOON).until(() -> number("consecutive_errors", "lab-b") >= failures + 2);
        assertThat(lab.requests().of("GET /cluster/resources")).isZero();
        assertThat(Inventory.count("lab-b")).isEqualTo(vms);
        assertThat(postgres("lab-b", VMID)).isEqualTo(before);
        assertThat(Inventory.redis("lab-b", VMID)).isEqualTo(before);

        Lab.trustNow("lab-b");
        seen("lab-b", VMID, record -> assertThat(record.vm().name()).isEqualTo("named-behind-a-strange-door"));
        await().atMost(SOON).until(() -> sync(CODE, "lab-b") == null && sync(REASON, "lab-b") == null);
    }
}
