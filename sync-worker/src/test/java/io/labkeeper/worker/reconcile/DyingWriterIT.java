package io.labkeeper.worker.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.postgres.PostgresInventory;
import io.labkeeper.store.StoreException;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.address.AddressConfig;
import io.labkeeper.worker.draft.VmDraft;
import io.labkeeper.worker.reconcile.WriteCheckpoints.Checkpoint;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * W-01: whoever writes a change dies at each moment of it. Nobody ever sees half of it, and the next holder brings Postgres and Redis to
 * the whole of it. A transaction whose connection is lost is rolled back by Postgres, as one is that fails.
 */
@QuarkusTest
@QuarkusTestResource(io.labkeeper.testing.Stores.class)
@QuarkusTestResource(Lab.class)
class DyingWriterIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int FIRST = 101;
    private static final int GONE = 105;

    @Inject
    Stores stores;

    @Inject
    Pool pool;

    @Inject
    ReconcileConfig config;

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

    private String cluster;

    @AfterEach
    void nothing_is_left() {
        for (String table : List.of("vm_inventory", "vm_address", "cluster_metrics", "cluster_sync")) {
            io.labkeeper.testing.Stores.sql("DELETE FROM " + table + " WHERE cluster_id = '" + cluster + "'");
        }
        io.labkeeper.testing.Stores.redis(
                Command.DEL,
                "labkeeper:{" + cluster + "}:head",
                "labkeeper:{" + cluster + "}:vms",
                "labkeeper:{" + cluster + "}:metrics");
        io.labkeeper.testing.Stores.redis(Command.SREM, "labkeeper:clusters", cluster);
    }

    @ParameterizedTest
    @EnumSource(Checkpoint.class)
    void whoever_dies_leaves_all_or_nothing_and_the_next_one_completes_it(Checkpoint moment) {
        cluster = "lab-dies-" + moment.name().toLowerCase(Locale.ROOT);
        VmRecord[] known = IntStream.rangeClosed(FIRST, GONE)
                .mapToObj(vmid -> Vms.running(cluster + "/" + vmid))
                .toArray(VmRecord[]::new);
        Vms.store(Vms.cluster(cluster, new Revision(1, 1), known));
        Reconciler dying = new Reconciler(cluster, dyingAt(moment));
        dying.take(1).await().atMost(LIMIT);
        inRedis(dying, 1);

        assertThatThrownBy(() -> change(dying)).isInstanceOf(StoreException.class);

        boolean committed = moment == Checkpoint.COMMITTED;
        assertThat(names()).containsOnly(committed ? "new" : "old");
        assertThat(Inventory.count(cluster)).isEqualTo(committed ? 4 : 5);
        assertThat(Inventory.number("revision", cluster)).isEqualTo(committed ? 2 : 1);
        assertThat(Inventory.redisHead("revision", cluster)).as("published").isEqualTo("1");

        io.labkeeper.testing.Stores.sql("UPDATE cluster_sync SET fence = 2 WHERE cluster_id = '" + cluster + "'");
        Reconciler next = new Reconciler(cluster, stores);
        next.take(2).await().atMost(LIMIT);
        change(next);
        inRedis(next, 2);

        assertThat(names()).containsOnly("new");
        assertThat(Inventory.number("revision", cluster)).isEqualTo(2);
        Inventory.redisIsEqual(cluster);
        assertThat(Inventory.redis(cluster, FIRST)).isEqualTo(Inventory.postgres(cluster, FIRST));
        assertThatThrownBy(() -> change(dying)).as("back from the dead").isInstanceOf(LeaseLostException.class);
    }

    /** As the loop does it, once a second. */
    private void inRedis(Reconciler reconciler, long revision) {
        await().atMost(LIMIT).untilAsserted(() -> {
            reconciler.repair().await().atMost(LIMIT);
            assertThat(Inventory.redisHead("revision", cluster)).isEqualTo(Long.toString(revision));
        });
    }

    private Stores dyingAt(Checkpoint moment) {
        WriteCheckpoints deadly = (checkpoint, id) -> checkpoint == moment
                ? Uni.createFrom().failure(new IllegalStateException("died at " + moment))
                : Uni.createFrom().voidItem();
        return new Stores(
                postgres, new ChangeSetWriter(pool, config, addresses, deadly), redis, generations, clock, steps);
    }

    /** The same list for each of them: four have got another name, one is gone. */
    private static ClusterInventory change(Reconciler reconciler) {
        return reconciler
                .change(state -> Diff.between(
                        state.vms(),
                        IntStream.range(FIRST, GONE)
                                .mapToObj(vmid -> renamed(state.vms().get(vmid)))
                                .toList(),
                        state.vms().containsKey(GONE) ? Set.of(GONE) : Set.of()))
                .await()
                .atMost(LIMIT);
    }

    private static VmRecord renamed(VmRecord record) {
        return VmDraft.of(record).name("new-" + record.vm().vmid()).build();
    }

    /** Which names Postgres shows of those that are to be changed: old or new ones. */
    private Set<String> names() {
        return Set.copyOf(IntStream.range(FIRST, GONE)
                .mapToObj(vmid -> Inventory.postgres(cluster, vmid).vm().name().startsWith("new-") ? "new" : "old")
                .toList());
    }
}
