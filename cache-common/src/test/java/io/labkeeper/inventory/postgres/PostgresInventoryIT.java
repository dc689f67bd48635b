package io.labkeeper.inventory.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.ownership.Assignments;
import io.labkeeper.ownership.Assignments.Assignment;
import io.labkeeper.ownership.Assignments.LabClass;
import io.labkeeper.store.StoreConfig;
import io.labkeeper.store.StoreException;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class PostgresInventoryIT {
    @Inject
    PostgresInventory postgres;

    @Inject
    DatabaseClock clock;

    @Inject
    Pool pool;

    @BeforeEach
    void empty() {
        Stores.empty();
    }

    @Test
    void a_cluster_is_read_back_as_it_was_stored_without_its_tombstones() {
        ClusterInventory stored =
                Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/100"), Vms.stopped("lab-a/101"));
        Vms.store(stored);
        Vms.store(Vms.cluster("lab-b", new Revision(1, 9), Vms.running("lab-b/100")));
        Stores.sql("UPDATE vm_inventory SET deleted_at = now() WHERE vmid = 101");

        ClusterInventory loaded = await(postgres.load("lab-a"));

        assertThat(loaded.head()).isEqualTo(stored.head());
        assertThat(loaded.metrics()).isEqualTo(stored.metrics());
        assertThat(loaded.vms())
                .containsOnlyKeys(100)
                .containsValue(stored.vms().get(100));
        assertThat(await(postgres.heads())).containsOnlyKeys("lab-a", "lab-b");
        assertThat(await(postgres.load("lab-z"))).isNull();
    }

    @Test
    void what_may_be_large_is_decoded_beside_the_event_loop() {
        Vms.store(Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/100")));

        boolean assignments = await(postgres.assignments().map(all -> Context.isOnEventLoopThread()));
        boolean cluster = await(postgres.load("lab-a").map(all -> Context.isOnEventLoopThread()));

        assertThat(assignments || cluster).isFalse();
    }

    @Test
    void a_cluster_that_was_taken_out_is_not_there_any_more() {
        Vms.store(Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/100")));
        Vms.store(Vms.cluster("lab-b", new Revision(1, 9), Vms.running("lab-b/100")));
        Stores.sql("UPDATE cluster_sync SET removed_at = now() WHERE cluster_id = 'lab-a'");

        assertThat(await(postgres.heads())).containsOnlyKeys("lab-b");
        assertThat(await(postgres.load("lab-a"))).isNull();
    }

    @Test
    void open_and_just_ended_actions_are_recent_and_older_ones_are_not() {
        insertAction("019bc000-0000-7000-8000-000000000001", 100, "submitted", "NULL", "NULL");
        insertAction("019bc000-0000-7000-8000-000000000002", 101, "succeeded", "clock_timestamp()", "'running'");
        insertAction(
                "019bc000-0000-7000-8000-000000000003",
                102,
                "succeeded",
                "clock_timestamp() - interval '61 s'",
                "'running'");

        List<ActionNotice> recent = await(postgres.recentActions());

        assertThat(recent).extracting(ActionNotice::vmid).containsExactlyInAnyOrder(100, 101);
        assertThat(recent).filteredOn(notice -> notice.vmid() == 101).first().satisfies(notice -> {
            assertThat(notice.kind()).isEqualTo(ActionKind.START);
            assertThat(notice.state()).isEqualTo(ActionPhase.SUCCEEDED);
            assertThat(notice.outcome()).isEqualTo(VmStatus.RUNNING);
        });
    }

    @Test
    void asking_for_actions_tells_the_databases_time_even_if_there_are_none() {
        clock.observe(Vms.SEEN);

        assertThat(await(postgres.recentActions())).isEmpty();

        assertThat(clock.now()).isAfter(Vms.SEEN.plusSeconds(1_000));
    }

    @Test
    void assignments_come_with_their_classes() {
        Stores.sql("INSERT INTO lab_class VALUES ('networks-101', 'Networks')");
        Stores.sql(
                "INSERT INTO class_member VALUES ('networks-101', 'tina', 'teacher'), ('networks-101', 'alice', 'member')");
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username, class_id, birth) VALUES"
                + " ('lab-a', 100, 'alice', NULL, 'b'), ('lab-a', 101, NULL, 'networks-101', NULL)");
        Stores.sql("UPDATE assignments_head SET revision = 4");

        assertThat(await(postgres.assignments()))
                .isEqualTo(new Assignments(
                        4,
                        List.of(
                                new Assignment("lab-a", 100, "alice", null, "b"),
                                new Assignment("lab-a", 101, null, "networks-101", null)),
                        List.of(new LabClass("networks-101", "Networks", List.of("tina"), List.of("alice")))));
        assertThat(await(postgres.assignmentsRevision())).isEqualTo(4);
    }

    @Test
    void all_assignments_have_the_time_of_a_load_and_not_that_of_a_row() throws SQLException {
        PostgresInventory hurried = new PostgresInventory(pool, statementsWithin("PT0.05S"), clock);
        try (Connection other = Stores.connect();
                Statement sql = other.createStatement()) {
            other.setAutoCommit(false);
            sql.execute("LOCK TABLE vm_assignment, cluster_metrics IN ACCESS EXCLUSIVE MODE");
            CompletableFuture<Assignments> all = hurried.assignments().subscribeAsCompletionStage();
            assertThatThrownBy(() -> await(hurried.metrics("lab-a")))
                    .as("asked later, and given up")
                    .isInstanceOf(StoreException.class);
            other.rollback();

            assertThat(all).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    private static StoreConfig statementsWithin(String limit) {
        return new SmallRyeConfigBuilder()
                .withMapping(StoreConfig.class)
                .withDefaultValue("labkeeper.store.postgres-statement", limit)
                .build()
                .getConfigMapping(StoreConfig.class);
    }

    @Test
    void metrics_that_cannot_be_decoded_are_a_fault_of_the_store() {
        Vms.store(Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/100")));
        Stores.sql("UPDATE cluster_metrics SET body = '[1]'");

        assertThatThrownBy(() -> await(postgres.metrics("lab-a")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be decoded");
    }

    @Test
    void a_postgres_that_hangs_costs_no_more_than_the_limit_and_heals() {
        Stores.postgresProxy().hang();

        assertThatThrownBy(() -> postgres.heads().await().atMost(Duration.ofSeconds(3)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("did not answer");

        Stores.postgresProxy().up();
        assertThat(await(postgres.heads())).isEmpty();
    }

    private static void insertAction(String id, int vmid, String state, String finished, String outcome) {
        Stores.sql(
                "INSERT INTO action (id, cluster_id, vmid, kind, state, requested_by, finished_at, outcome) VALUES ('"
                        + id + "', 'lab-a', " + vmid + ", 'start', '" + state + "', 'alice', " + finished + ", "
                        + outcome + ")");
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(15));
    }
}
