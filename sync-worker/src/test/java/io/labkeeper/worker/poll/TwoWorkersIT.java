package io.labkeeper.worker.poll;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.testing.Stores;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.draft.VmDraft;
import io.labkeeper.worker.reconcile.ChangeSet;
import io.labkeeper.worker.reconcile.LeaseLostException;
import io.labkeeper.worker.reconcile.Reconciler;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two workers, one writer: the worker of the test is the second one. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class TwoWorkersIT {
    private static final int VMID = 101;

    @Inject
    Workers workers;

    @Inject
    Loops loops;

    @Inject
    ProxmoxClients clients;

    @Inject
    Leases leases;

    @Inject
    io.labkeeper.worker.reconcile.Stores stores;

    private ClusterLoop second;

    @BeforeEach
    void a_second_worker() {
        workers.loop("lab-c").start();
        await().atMost(SOON).until(workers.loop("lab-c")::holds);
        Inventory.readWhole("lab-c");
        ProxmoxCluster cluster = clients.clusters().stream()
                .filter(one -> one.id().equals("lab-c"))
                .findFirst()
                .orElseThrow();
        second = loops.loop(cluster, clients.client("lab-c").orElseThrow(), "second-worker");
        second.start();
    }

    @AfterEach
    void goes() {
        second.stop().await().atMost(Duration.ofSeconds(5));
        workers.loop("lab-c").start();
    }

    @Test
    void the_second_waits_while_the_first_works_and_takes_over_when_it_dies() {
        String owner = Inventory.text("owner", "lab-c");
        long fence = Inventory.number("fence", "lab-c");
        long seq = Inventory.number("metrics_seq", "lab-c");
        await().atMost(SOON).until(() -> Inventory.number("metrics_seq", "lab-c") >= seq + 5);
        assertThat(Inventory.text("owner", "lab-c")).isEqualTo(owner).isNotEqualTo("second-worker");
        assertThat(second.holds()).isFalse();

        workers.loop("lab-c").die();
        Lab.of("lab-c").guests().rename(VMID, "after-the-death");

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(Inventory.text("owner", "lab-c")).isEqualTo("second-worker");
            assertThat(Inventory.postgres("lab-c", VMID).vm().name()).isEqualTo("after-the-death");
        });
        assertThat(Inventory.number("fence", "lab-c")).isGreaterThan(fence);
        Inventory.redisIsEqual("lab-c");
    }

    @Test
    void a_lease_given_back_is_taken_at_once() {
        workers.loop("lab-c").stop().await().atMost(Duration.ofSeconds(5));

        await().atMost(Duration.ofSeconds(5)).until(second::holds);
    }

    @Test
    void a_lease_whose_fence_was_raised_while_it_was_held_is_given_back_all_the_same() {
        second.stop().await().atMost(Duration.ofSeconds(5));
        long later = seenByRedis();
        Lab.of("lab-c").guests().rename(VMID, "renamed-" + later);
        await().atMost(SOON).until(() -> Inventory.number("fence", "lab-c") > later);
        Inventory.redisIsEqual("lab-c");

        workers.loop("lab-c").stop().await().atMost(Duration.ofSeconds(5));

        assertThat(Inventory.text("owner", "lab-c")).isNull();
    }

    @Test
    void a_lease_whose_fence_was_raised_when_it_was_taken_is_given_back_all_the_same() {
        workers.loop("lab-c").stop().await().atMost(Duration.ofSeconds(5));
        second.stop().await().atMost(Duration.ofSeconds(5));
        long later = seenByRedis();
        second.start();
        await().atMost(SOON).until(second::holds);
        assertThat(Inventory.number("fence", "lab-c")).isGreaterThan(later);

        second.stop().await().atMost(Duration.ofSeconds(5));

        assertThat(Inventory.text("owner", "lab-c")).isNull();
    }

    /** A fence that Redis has seen, and Postgres not, as after a fail-over. */
    private static long seenByRedis() {
        long later = Inventory.number("fence", "lab-c") + 100;
        Stores.redis(Command.HSET, "labkeeper:{lab-c}:head", "fence", Long.toString(later));
        return later;
    }

    @Test
    void a_lease_given_back_while_its_state_is_being_read_is_free_at_once_and_stays_so() throws SQLException {
        second.stop().await().atMost(Duration.ofSeconds(5));
        workers.loop("lab-c").stop().await().atMost(Duration.ofSeconds(5));
        try (Connection slow = Stores.connect();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("LOCK TABLE vm_inventory IN ACCESS EXCLUSIVE MODE");
            second.start();
            await().atMost(SOON).until(() -> "second-worker".equals(Inventory.text("owner", "lab-c")));

            second.stop().await().atMost(Duration.ofSeconds(5));

            assertThat(Inventory.text("owner", "lab-c")).isNull();
            slow.rollback();
        }
        await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> !second.holds());
        assertThat(Inventory.text("owner", "lab-c")).isNull();
    }

    @Test
    void what_a_former_holder_writes_is_refused() {
        workers.loop("lab-c").stop().await().atMost(Duration.ofSeconds(5));
        await().atMost(SOON).until(second::holds);
        second.stop().await().atMost(Duration.ofSeconds(5));
        long old = take("former");
        Reconciler former = new Reconciler("lab-c", stores);
        VmRecord known = former.take(old).await().atMost(SOON).vms().get(VMID);
        Stores.sql("UPDATE cluster_sync SET lease_until = clock_timestamp() WHERE cluster_id = 'lab-c'");
        assertThat(take("next")).isGreaterThan(old);
        long revision = Inventory.number("revision", "lab-c");

        VmRecord late = VmDraft.of(known).name("too-late").build();
        assertThatThrownBy(() -> former.change(state -> ChangeSet.of(List.of(late)))
                        .await()
                        .atMost(SOON))
                .isInstanceOf(LeaseLostException.class);

        assertThat(Inventory.number("revision", "lab-c")).isEqualTo(revision);
        assertThat(Inventory.postgres("lab-c", VMID)).isEqualTo(known);
        Stores.sql("UPDATE cluster_sync SET lease_until = NULL, owner = NULL WHERE cluster_id = 'lab-c'");
    }

    @Test
    void a_lease_row_that_was_lost_comes_back_with_a_greater_fence() {
        long fence = Inventory.number("fence", "lab-c");
        Stores.sql("DELETE FROM cluster_sync WHERE cluster_id = 'lab-c'");

        await().atMost(SOON).until(() -> Inventory.number("fence", "lab-c") > fence);
        Inventory.redisIsEqual("lab-c");
        assertThat(Inventory.number("generation", "lab-c")).isGreaterThan(1);
    }

    private long take(String owner) {
        return leases.take("lab-c", "lab-c", owner, Duration.ofSeconds(15))
                .await()
                .atMost(SOON)
                .orElseThrow()
                .fence();
    }
}
