package io.labkeeper.worker.history;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.testing.Stores;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Full syncs leave samples, and do not depend on them. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class HistoryIT {
    private static final String VMS =
            "SELECT count(*) FROM vm_inventory WHERE cluster_id = 'lab-a' AND deleted_at IS NULL AND NOT is_template";

    @Inject
    MeterRegistry registry;

    @BeforeEach
    void everythingWasRead() {
        Inventory.readWhole("lab-a");
    }

    @AfterEach
    void allowed_again() {
        Stores.sql("GRANT INSERT ON vm_sample TO labkeeper_worker");
        Stores.sql("GRANT DELETE ON vm_inventory TO labkeeper_worker");
    }

    @Test
    void each_full_sync_leaves_a_sample_of_every_vm_at_its_time() {
        await().atMost(SOON).untilAsserted(() -> assertThat(Stores.value("""
                                SELECT count(*) FROM vm_sample s JOIN cluster_sync c USING (cluster_id)
                                 WHERE cluster_id = 'lab-a' AND resolution = 'raw' AND s.at = c.last_full_at""")).isEqualTo(Stores.value(VMS)));
        long before = samplings();
        await().atMost(SOON).until(() -> samplings() >= before + 2);

        assertThat(Stores.value("""
                        SELECT count(*) FROM vm_sample s JOIN cluster_sync c USING (cluster_id)
                          JOIN vm_inventory v USING (cluster_id, vmid)
                         WHERE cluster_id = 'lab-a' AND s.at = c.last_full_at
                           AND (v.is_template OR s.birth IS DISTINCT FROM v.birth)""")).isEqualTo("0");
        assertThat(Stores.value("""
                        SELECT count(*) > 0 FROM vm_sample WHERE cluster_id = 'lab-a' AND status = 'running'
                           AND cpu_usage IS NOT NULL AND memory_usage > 0""")).isEqualTo("t");
    }

    @Test
    void a_history_that_cannot_be_written_fails_no_sync_and_is_counted() {
        Stores.sql("REVOKE INSERT ON vm_sample FROM labkeeper_worker");
        double failed = count("failed");
        await().atMost(SOON).until(() -> count("failed") >= failed + 1);
        String full = Inventory.text("last_full_at", "lab-a");

        await().atMost(SOON).until(() -> !full.equals(Inventory.text("last_full_at", "lab-a")));
        assertThat(Inventory.text("consecutive_errors", "lab-a")).isEqualTo("0");
        assertThat(Inventory.text("last_error", "lab-a")).isNull();

        Stores.sql("GRANT INSERT ON vm_sample TO labkeeper_worker");
        double ok = count("ok");
        await().atMost(SOON).until(() -> count("ok") > ok);
    }

    @Test
    void a_clean_up_that_fails_costs_neither_the_sample_nor_the_sync_and_is_counted() {
        Stores.sql("REVOKE DELETE ON vm_inventory FROM labkeeper_worker");
        double failed = purges("failed");
        await().atMost(SOON).until(() -> purges("failed") > failed);
        double sampled = count("ok");

        await().atMost(SOON).until(() -> count("ok") > sampled && purges("failed") > failed + 1);
        assertThat(Inventory.text("last_error", "lab-a")).isNull();

        Stores.sql("GRANT DELETE ON vm_inventory TO labkeeper_worker");
        double ok = purges("ok");
        await().atMost(SOON).until(() -> purges("ok") > ok);
    }

    private double purges(String outcome) {
        return registry.counter("labkeeper.worker.purges", "cluster", "lab-a", "outcome", outcome)
                .count();
    }

    private static long samplings() {
        return Long.parseLong(Stores.value(
                "SELECT count(DISTINCT at) FROM vm_sample WHERE cluster_id = 'lab-a' AND resolution = 'raw'"));
    }

    private double count(String outcome) {
        return registry.counter("labkeeper.worker.samplings", "cluster", "lab-a", "outcome", outcome)
                .count();
    }
}
