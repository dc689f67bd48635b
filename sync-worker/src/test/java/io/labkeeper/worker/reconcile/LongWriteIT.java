package io.labkeeper.worker.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.store.StoreException;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.address.AddressConfig;
import io.labkeeper.worker.draft.VmDraft;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes that take longer than small ones may: the more VMs, the more time, but never for ever, nor to the lease's harm. */
@QuarkusTest
@QuarkusTestResource(io.labkeeper.testing.Stores.class)
@QuarkusTestResource(Lab.class)
class LongWriteIT {
    private static final String CLUSTER = "lab-long";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Inject
    Stores stores;

    @Inject
    Pool pool;

    @Inject
    AddressConfig addresses;

    @Inject
    PostgresInventory postgres;

    @Inject
    RedisInventory redis;

    @Inject
    Generations generations;

    @Inject
    DatabaseClock clock;

    @Inject
    SyncSteps steps;

    @Inject
    RemovalConfig removal;

    private record Limits(Duration writeLimitPerVm) implements ReconcileConfig {
        @Override
        public Duration writeLimit() {
            return Duration.ofMillis(200);
        }

        @Override
        public Duration longestWrite() {
            return Duration.ofSeconds(25);
        }

        @Override
        public Duration leaseAfterWrite() {
            return Duration.ofMinutes(5);
        }

        @Override
        public Duration keepDeleted() {
            return Duration.ofDays(1);
        }

        @Override
        public int purgeBatch() {
            return 2;
        }
    }

    /** Each row takes half a second, and insists that a statement may take long, but not for ever, and that a writer that freezes loses the row. */
    @BeforeEach
    void postgres_is_slow_with_it() {
        Vms.store(Vms.cluster(CLUSTER, new Revision(1, 1), Vms.running(CLUSTER + "/101")));
        io.labkeeper.testing.Stores.sql("""
                CREATE FUNCTION take_long() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_sleep(0.5);
                    IF current_setting('statement_timeout')::interval NOT BETWEEN '5 s' AND '25 s' THEN
                        RAISE EXCEPTION 'statements may take %', current_setting('statement_timeout');
                    END IF;
                    IF current_setting('idle_in_transaction_session_timeout')::interval <> '5 s' THEN
                        RAISE EXCEPTION 'a frozen writer keeps the row for %',
                            current_setting('idle_in_transaction_session_timeout');
                    END IF;
                    RETURN NEW;
                END $$""");
        io.labkeeper.testing.Stores.sql("CREATE TRIGGER take_long BEFORE UPDATE ON vm_inventory FOR EACH ROW"
                + " WHEN (NEW.cluster_id = '" + CLUSTER + "') EXECUTE FUNCTION take_long()");
    }

    @AfterEach
    void as_before() {
        io.labkeeper.testing.Stores.sql("DROP TRIGGER take_long ON vm_inventory");
        io.labkeeper.testing.Stores.sql("DROP FUNCTION take_long");
        for (String table : List.of("vm_inventory", "vm_address", "cluster_metrics", "cluster_sync")) {
            io.labkeeper.testing.Stores.sql("DELETE FROM " + table + " WHERE cluster_id = '" + CLUSTER + "'");
        }
        io.labkeeper.testing.Stores.redis(
                Command.DEL,
                "labkeeper:{" + CLUSTER + "}:head",
                "labkeeper:{" + CLUSTER + "}:vms",
                "labkeeper:{" + CLUSTER + "}:metrics");
        io.labkeeper.testing.Stores.redis(Command.SREM, "labkeeper:clusters", CLUSTER);
    }

    @Test
    void a_write_has_more_time_the_more_vms_it_has_up_to_a_limit() {
        rename(Duration.ofHours(1));

        assertThat(Inventory.postgres(CLUSTER, 101).vm().name()).isEqualTo("renamed");
    }

    @Test
    void without_that_it_would_be_cut_off() {
        assertThatThrownBy(() -> rename(Duration.ZERO)).isInstanceOf(StoreException.class);
    }

    @Test
    void a_lease_that_ran_out_while_it_could_not_be_renewed_is_fresh_when_the_write_is_committed() {
        lease("owner = 'us'");

        rename(Duration.ofHours(1));

        assertThat(Inventory.text("lease_until > clock_timestamp()", CLUSTER)).isEqualTo("t");
    }

    @Test
    void a_lease_that_was_given_back_stays_free() {
        lease("owner = NULL");

        rename(Duration.ofHours(1));

        assertThat(Inventory.text("lease_until > clock_timestamp()", CLUSTER)).isEqualTo("f");
    }

    @Test
    void a_whole_cluster_is_removed_within_the_same_limit() {
        lease("unknown_since = clock_timestamp()");

        assertThat(new ClusterRemoval(stores, pool, removal)
                        .takeOut(CLUSTER, 1, Duration.ofSeconds(15))
                        .await()
                        .atMost(LIMIT))
                .isTrue();

        assertThat(Inventory.count(CLUSTER)).isZero();
    }

    @Test
    void rows_of_vms_that_are_gone_for_long_are_dropped_batch_by_batch_the_oldest_first() {
        Reconciler reconciler = reconciler(Duration.ofHours(1));
        for (int days : new int[] {0, 2, 3, 4}) {
            io.labkeeper.testing.Stores.sql(
                    "INSERT INTO vm_inventory SELECT (jsonb_populate_record(v, jsonb_build_object('vmid', "
                            + (200 + days) + ", 'deleted_at', clock_timestamp() - interval '" + days
                            + " days'))).* FROM vm_inventory v WHERE cluster_id = '" + CLUSTER + "' AND vmid = 101");
        }

        reconciler.purge().await().atMost(LIMIT);
        assertThat(rows()).isEqualTo("101,200,202");

        reconciler.purge().await().atMost(LIMIT);
        assertThat(rows()).isEqualTo("101,200");
    }

    private static String rows() {
        return io.labkeeper.testing.Stores.value(
                "SELECT string_agg(vmid::text, ',' ORDER BY vmid) FROM vm_inventory WHERE cluster_id = '" + CLUSTER
                        + "'");
    }

    private static void lease(String more) {
        io.labkeeper.testing.Stores.sql(
                "UPDATE cluster_sync SET lease_until = clock_timestamp() - interval '1 second', " + more
                        + " WHERE cluster_id = '" + CLUSTER + "'");
    }

    private void rename(Duration perVm) {
        reconciler(perVm)
                .change(state -> ChangeSet.of(
                        List.of(VmDraft.of(state.vms().get(101)).name("renamed").build())))
                .await()
                .atMost(LIMIT);
    }

    private Reconciler reconciler(Duration perVm) {
        ChangeSetWriter writer =
                new ChangeSetWriter(pool, new Limits(perVm), addresses, (checkpoint, id) -> Uni.createFrom()
                        .voidItem());
        Reconciler reconciler = new Reconciler(CLUSTER, new Stores(postgres, writer, redis, generations, clock, steps));
        reconciler.take(1).await().atMost(LIMIT);
        return reconciler;
    }
}
