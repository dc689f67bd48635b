package io.labkeeper.worker.poll;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.store.StoreConfig;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.reconcile.ChangeSet;
import io.labkeeper.worker.reconcile.ChangeSetWriter;
import io.labkeeper.worker.reconcile.Generations;
import io.labkeeper.worker.reconcile.ReconcileConfig;
import io.labkeeper.worker.reconcile.Reconciler;
import io.labkeeper.worker.reconcile.SyncSteps;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lease sees to, on a cluster that no loop knows. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class LeasesIT {
    private static final String ID = "lab-lease";
    private static final Duration LONG = Duration.ofMinutes(5);

    @Inject
    Leases leases;

    @Inject
    io.labkeeper.worker.reconcile.Stores stores;

    @Inject
    Pool pool;

    @Inject
    StoreConfig limits;

    @Inject
    ReconcileConfig writes;

    @Inject
    PostgresInventory postgres;

    @Inject
    ChangeSetWriter writer;

    @Inject
    RedisInventory redis;

    @Inject
    Generations generations;

    @Inject
    SyncSteps steps;

    @Inject
    DatabaseClock clock;

    @Inject
    ProxmoxClients clients;

    @Inject
    PollConfig poll;

    @AfterEach
    void nothing_is_left() {
        ClusterUnderTest.leavesNothing(ID);
    }

    @Test
    void d_07_a_renewal_notices_that_postgres_was_put_back_between_two_of_our_statements_though_nothing_changes() {
        Reconciler reconciler = new Reconciler(ID, stores);
        LeaseKeeper keeper = new LeaseKeeper(
                new Watched(settings(), clients.client("lab-a").orElseThrow(), reconciler, clock),
                leases,
                poll,
                "the-test",
                Sharing.alone(poll));
        await().atMost(SOON).until(() -> keeper.turn().await().atMost(SOON));
        write(reconciler, Vms.running(ID + "/101"));
        write(reconciler, Vms.running(ID + "/102"));
        await().atMost(SOON).untilAsserted(() -> {
            reconciler.repair().await().atMost(SOON);
            assertThat(Inventory.redisHead("revision", ID)).isEqualTo("2");
        });

        Stores.sql("DELETE FROM vm_inventory WHERE vmid = 102 AND cluster_id = '" + ID + "'");
        Stores.sql("UPDATE cluster_sync SET revision = 1 WHERE cluster_id = '" + ID + "'");

        await().atMost(SOON).untilAsserted(() -> {
            keeper.turn().await().atMost(SOON);
            reconciler.repair().await().atMost(SOON);
            assertThat(Inventory.number("generation", ID)).isEqualTo(2);
            assertThat(Inventory.redisHead("generation", ID)).isEqualTo("2");
        });
        assertThat(reconciler.state().vms()).containsOnlyKeys(101);
        assertThat(Inventory.redis(ID, 102)).isNull();
        Inventory.redisIsEqual(ID);
    }

    @Test
    void nobody_waits_for_a_cluster_that_is_being_written() throws SQLException {
        long fence = take(leases).fence();
        Stores.sql("UPDATE cluster_sync SET lease_until = clock_timestamp() - interval '1 hour' WHERE cluster_id = '"
                + ID + "'");
        try (Connection writing = Stores.connect();
                Statement statement = writing.createStatement()) {
            writing.setAutoCommit(false);
            statement.execute("SELECT FROM cluster_sync WHERE cluster_id = '" + ID + "' FOR NO KEY UPDATE");

            await().atMost(SOON).untilAsserted(() -> assertThatThrownBy(
                            () -> leases.renew(ID, fence, LONG).await().atMost(SOON))
                    .isInstanceOf(Leases.Busy.class));
            await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(
                            leases.take(ID, ID, "another", LONG).await().atMost(SOON))
                    .isEmpty());
            writing.rollback();
        }

        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(
                        leases.renew(ID, fence, LONG).await().atMost(SOON))
                .isPresent());
        assertThat(Inventory.number("fence", ID)).isEqualTo(fence);
    }

    private ProxmoxCluster settings() {
        ProxmoxCluster some = clients.clusters().iterator().next();
        return new ProxmoxCluster(
                ID,
                ID,
                some.endpoints(),
                some.tokens(),
                some.trust(),
                some.limits(),
                some.quickInterval(),
                some.fullInterval());
    }

    private static void write(Reconciler reconciler, VmRecord record) {
        reconciler.change(state -> ChangeSet.of(List.of(record))).await().atMost(SOON);
    }

    @Test
    void a_cluster_that_comes_back_has_as_much_time_as_the_longest_write_and_a_fresh_lease_in_the_end() {
        Vms.store(Vms.cluster(ID, new Revision(1, 1), Vms.running(ID + "/101"), Vms.running(ID + "/102")));
        Stores.sql(
                "UPDATE cluster_sync SET owner = NULL, removed_at = clock_timestamp() WHERE cluster_id = '" + ID + "'");
        Stores.sql("UPDATE vm_inventory v SET deleted_at = c.removed_at FROM cluster_sync c WHERE c.cluster_id ="
                + " v.cluster_id AND c.cluster_id = '" + ID + "'");
        Stores.sql("""
                CREATE FUNCTION insist() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF current_setting('statement_timeout')::interval NOT BETWEEN '20 s' AND '29 s' THEN
                        RAISE EXCEPTION 'statements may take %', current_setting('statement_timeout');
                    END IF;
                    UPDATE cluster_sync SET lease_until = NULL WHERE cluster_id = NEW.cluster_id;
                    RETURN NEW;
                END $$""");
        Stores.sql("CREATE TRIGGER insist AFTER UPDATE ON vm_inventory FOR EACH ROW" + " WHEN (NEW.cluster_id = '" + ID
                + "' AND NEW.vmid = 101) EXECUTE FUNCTION insist()");
        try {
            Leases.Lease lease = take(leases);

            assertThat(Inventory.count(ID)).isEqualTo(2);
            assertThat(Inventory.number("fence", ID)).isEqualTo(lease.fence());
            assertThat(Inventory.text("lease_until > clock_timestamp()", ID)).isEqualTo("t");
        } finally {
            Stores.sql("DROP TRIGGER insist ON vm_inventory");
            Stores.sql("DROP FUNCTION insist");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void w_03_a_worker_whose_clock_is_an_hour_off_holds_no_lease_longer_and_writes_no_other_times(int hours) {
        DatabaseClock wrong =
                new DatabaseClock(Clock.offset(Clock.systemUTC(), Duration.ofHours(hours)), System::nanoTime);

        Leases.Lease lease = take(new Leases(pool, limits, wrong, writes));
        Reconciler reconciler = new Reconciler(
                ID, new io.labkeeper.worker.reconcile.Stores(postgres, writer, redis, generations, wrong, steps));
        reconciler.take(lease.fence()).await().atMost(SOON);
        write(reconciler, Vms.running(ID + "/101"));

        assertThat(Inventory.text("lease_until - clock_timestamp() BETWEEN interval '0' AND interval '5 min'", ID))
                .isEqualTo("t");
        assertThat(Stores.value("SELECT clock_timestamp() - last_updated BETWEEN interval '-1 min' AND interval '1 min'"
                        + " FROM vm_inventory WHERE vmid = 101 AND cluster_id = '" + ID + "'"))
                .isEqualTo("t");
        assertThat(leases.take(ID, ID, "another", LONG).await().atMost(SOON)).isEmpty();
    }

    /** May fail on a busy machine: the limit of a small statement is short. */
    private static Leases.Lease take(Leases from) {
        return await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> from.take(ID, ID, "the-test", LONG).await().atMost(SOON), lease -> lease.isPresent())
                .orElseThrow();
    }
}
