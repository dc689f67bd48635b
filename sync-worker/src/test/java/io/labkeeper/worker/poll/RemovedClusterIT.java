package io.labkeeper.worker.poll;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.feed.FeedMessage;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.simulator.Simulator;
import io.labkeeper.simulator.SimulatorOptions;
import io.labkeeper.store.StoreConfig;
import io.labkeeper.testing.Stores;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.reconcile.ClusterRemoval;
import io.labkeeper.worker.reconcile.RemovalConfig;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster that is taken out of the clusters file. The test's look has no grace period; the worker's own has its usual one. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class RemovedClusterIT {
    private static final String ID = "lab-r";
    private static final RemovalConfig AT_ONCE = new Removal(Duration.ofDays(1));

    @Inject
    Pool pool;

    @Inject
    StoreConfig limits;

    @Inject
    PollConfig poll;

    @Inject
    Leases leases;

    @Inject
    io.labkeeper.worker.reconcile.Stores stores;

    @Inject
    Vertx vertx;

    @Inject
    WorkerMetrics metrics;

    @Inject
    ProxmoxClients clients;

    @Inject
    Loops loops;

    @Inject
    Wishes wishes;

    @Inject
    Presence presence;

    private final Simulator simulator =
            Simulator.start(SimulatorOptions.of(ID).vms(4).lag(Duration.ZERO));
    private final List<FeedMessage.Changed> told = new CopyOnWriteArrayList<>();
    private Redis redis;

    private record Removal(Duration keep) implements RemovalConfig {
        @Override
        public Duration grace() {
            return Duration.ZERO;
        }

        @Override
        public Duration seenGrace() {
            return Duration.ZERO;
        }

        @Override
        public int purgeBatch() {
            return 2;
        }

        @Override
        public Duration statementLimit() {
            return Duration.ofSeconds(10);
        }
    }

    @BeforeEach
    void it_was_read() throws Exception {
        listen();
        Lab.configure(Lab.entry(simulator, simulator.readerToken()));
        there();
    }

    private void there() {
        await().atMost(SOON).untilAsserted(() -> assertThat(Inventory.count(ID))
                .isEqualTo(simulator.control().guests().vmids().size()));
        Inventory.redisIsEqual(ID);
    }

    private void listen() throws Exception {
        redis = Redis.createClient(
                vertx, "redis://127.0.0.1:" + Stores.redisProxy().port());
        RedisConnection connection =
                redis.connect().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        connection.handler(message -> {
            if (message.size() == 3 && "message".equals(message.get(0).toString())) {
                FeedMessage.parse(message.get(2).toString()).ifPresent(received -> heard(received.message()));
            }
        });
        connection
                .send(Request.cmd(Command.SUBSCRIBE).arg("labkeeper:feed"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    private void heard(FeedMessage message) {
        if (message instanceof FeedMessage.Changed changed && changed.cluster().equals(ID)) {
            told.add(changed);
        }
    }

    @AfterEach
    void as_before() {
        Stores.redisProxy().up();
        Stores.sql("DELETE FROM worker WHERE id IN ('another', 'late')");
        Stores.sql(
                "UPDATE cluster_sync SET owner = NULL, lease_until = clock_timestamp() WHERE owner LIKE '%/removal'");
        Lab.configure("");
        await().atMost(SOON).until(() -> Inventory.text("owner", ID) == null);
        simulator.close();
        redis.close();
        for (String table : List.of("cluster_sync", "vm_inventory", "vm_address", "cluster_metrics", "vm_sample")) {
            Stores.sql("DELETE FROM " + table + " WHERE cluster_id = '" + ID + "'");
        }
    }

    private void look(RemovalConfig config) {
        unknown(config).look("the-test").await().atMost(SOON);
    }

    private UnknownClusters unknown(RemovalConfig config) {
        ClusterRemoval removal = new ClusterRemoval(stores, pool, config);
        return new UnknownClusters(pool, limits, poll, config, leases, removal, metrics);
    }

    private Optional<Leases.Lease> takeToRemove(String clusterId, String worker) {
        return leases.takeToRemove(clusterId, worker, poll.leaseDuration(), poll.workerAlive(), Duration.ZERO)
                .await()
                .atMost(SOON);
    }

    /** The worker's own look marks it; its grace period is long. */
    private void unknownToAll() {
        forgottenByAll();
        await().atMost(SOON).until(() -> Inventory.text("unknown_since", ID) != null);
    }

    private void anotherKnows(String knowledge) {
        Stores.sql("INSERT INTO worker (id, seen_at, clusters, unsure) VALUES ('another', clock_timestamp()"
                + " + interval '10 minutes', " + knowledge + ")");
    }

    private static String rows() {
        return Stores.value("SELECT string_agg(vmid || (body - 'revision')::text, ',' ORDER BY vmid) FROM"
                + " vm_inventory WHERE deleted_at IS NULL AND cluster_id = '" + ID + "'");
    }

    private static String births() {
        return Stores.value("SELECT string_agg(vmid || ' ' || birth || ' ' || coalesce(ip, ''), ',' ORDER BY vmid) FROM"
                + " vm_inventory WHERE deleted_at IS NULL AND cluster_id = '" + ID + "'");
    }

    private static String addresses() {
        return Stores.value("SELECT string_agg(vmid || mac || ip, ',' ORDER BY vmid, mac, ip) FROM vm_address WHERE"
                + " cluster_id = '" + ID + "'");
    }

    private void forgottenByAll() {
        Lab.configure("");
        await().atMost(SOON)
                .until(() -> "0".equals(Stores.value("SELECT count(*) FROM worker WHERE clusters @> '{" + ID + "}'")));
    }

    private void removed() {
        forgottenByAll();
        await().atMost(SOON).until(() -> {
            look(AT_ONCE);
            return Inventory.text("removed_at", ID) != null;
        });
    }

    @Test
    void leaves_the_inventory_like_vms_that_are_deleted_and_all_are_told() {
        int vms = simulator.control().guests().vmids().size();
        long revision = Inventory.number("revision", ID);

        removed();

        assertThat(Inventory.count(ID)).isZero();
        assertThat(Stores.value(
                        "SELECT count(*) FROM vm_inventory WHERE deleted_at IS NOT NULL AND cluster_id = '" + ID + "'"))
                .isEqualTo(Integer.toString(vms));
        assertThat(Inventory.number("revision", ID)).isGreaterThan(revision);
        assertThat(Inventory.redisHead("revision", ID)).isNull();
        assertThat(Stores.redis(Command.SISMEMBER, "labkeeper:clusters", ID).toInteger())
                .isZero();
        assertThat(Stores.redis(Command.EXISTS, "labkeeper:{" + ID + "}:vms", "labkeeper:{" + ID + "}:metrics")
                        .toInteger())
                .isZero();
        long last = Inventory.number("revision", ID);
        await().atMost(SOON).until(() -> told.stream().anyMatch(changed -> changed.revision() == last));
    }

    @Test
    void comes_back_with_the_next_revisions_when_it_is_configured_again() {
        removed();
        long revision = Inventory.number("revision", ID);
        long generation = Inventory.number("generation", ID);

        Lab.configure(Lab.entry(simulator, simulator.readerToken()));

        there();
        assertThat(Inventory.text("removed_at", ID)).isNull();
        assertThat(Inventory.number("revision", ID)).isGreaterThan(revision);
        assertThat(Inventory.number("generation", ID)).isEqualTo(generation);
        assertThat(Stores.redis(Command.SISMEMBER, "labkeeper:clusters", ID).toInteger())
                .isEqualTo(1);
    }

    @Test
    void comes_back_with_births_and_addresses_even_before_it_can_be_read() {
        await().atMost(SOON).until(() -> addresses() != null);
        forgottenByAll();
        await().atMost(SOON).until(() -> Inventory.text("owner", ID) == null);
        Stores.sql("INSERT INTO vm_inventory SELECT (v).* FROM (SELECT jsonb_populate_record(v, jsonb_build_object("
                + "'vmid', 999, 'deleted_at', clock_timestamp() - interval '1 hour')) AS v FROM vm_inventory v"
                + " WHERE cluster_id = '" + ID + "' LIMIT 1) one");
        String births = births();
        String addresses = addresses();
        removed();
        long revision = Inventory.number("revision", ID);
        assertThat(births()).isNull();

        Lab.configure(Lab.entry(simulator, simulator.readerToken())
                .replace(simulator.apiUri().toString(), "https://127.0.0.1:9"));

        await().atMost(SOON).until(() -> Inventory.text("removed_at", ID) == null);
        assertThat(Inventory.postgres(ID, 999)).isNull();
        assertThat(births()).isEqualTo(births);
        assertThat(addresses()).isEqualTo(addresses);
        assertThat(Inventory.number("revision", ID)).isGreaterThan(revision);
        Inventory.redisIsEqual(ID);
    }

    @Test
    void is_removed_once_whatever_a_slow_worker_remembers() {
        removed();

        assertThat(takeToRemove(ID, "slow")).isEmpty();
        assertThat(takeToRemove("lab-r-purged", "slow")).isEmpty();

        assertThat(Inventory.text("removed_at", ID)).isNotNull();
        assertThat(Inventory.text("fence", "lab-r-purged")).isNull();
    }

    @Test
    void is_not_removed_by_a_worker_whose_own_loop_looks_after_it_nor_taken_by_that_while_it_is() {
        unknownToAll();
        Stores.sql("UPDATE cluster_sync SET owner = 'late', lease_until = clock_timestamp() + interval '1 hour'"
                + " WHERE cluster_id = '" + ID + "'");
        assertThat(takeToRemove(ID, "late")).isEmpty();

        Stores.sql("UPDATE cluster_sync SET lease_until = clock_timestamp() WHERE cluster_id = '" + ID + "'");
        assertThat(takeToRemove(ID, "late")).isPresent();
        assertThat(leases.take(ID, ID, "late", poll.leaseDuration()).await().atMost(SOON))
                .isEmpty();
    }

    @Test
    void stays_whole_if_somebody_knows_it_again_at_the_last_moment() {
        unknownToAll();
        String rows = rows();
        Leases.Lease lease = takeToRemove(ID, "the-test").orElseThrow();
        anotherKnows("'{lab-r}', false");

        assertThat(new ClusterRemoval(stores, pool, AT_ONCE)
                        .takeOut(ID, lease.fence(), poll.workerAlive())
                        .await()
                        .atMost(SOON))
                .isFalse();

        assertThat(Inventory.text("removed_at", ID)).isNull();
        assertThat(rows()).isEqualTo(rows);
        Inventory.redisIsEqual(ID);
    }

    @Test
    void waits_while_redis_is_away_and_its_lease_is_free() {
        unknownToAll();
        Stores.redisProxy().down();

        look(AT_ONCE);

        assertThat(Inventory.text("removed_at", ID)).isNull();
        assertThat(Inventory.text("owner", ID)).isNull();
        assertThat(Inventory.count(ID)).isPositive();
        Stores.redisProxy().up();
        await().atMost(SOON).until(() -> {
            look(AT_ONCE);
            return Inventory.text("removed_at", ID) != null;
        });
    }

    @Test
    void does_not_stay_in_redis_if_a_former_holder_writes_it_there_again() {
        removed();
        Stores.redis(Command.SADD, "labkeeper:clusters", ID);
        Stores.redis(
                Command.HSET,
                "labkeeper:{" + ID + "}:head",
                "fence",
                "1",
                "generation",
                "1",
                "revision",
                "1",
                "count",
                "1");
        Stores.redis(Command.HSET, "labkeeper:{" + ID + "}:vms", "100", "{}");

        look(AT_ONCE);

        assertThat(Inventory.redisHead("revision", ID)).isNull();
        assertThat(Stores.redis(Command.EXISTS, "labkeeper:{" + ID + "}:vms").toInteger())
                .isZero();
        assertThat(Stores.redis(Command.SISMEMBER, "labkeeper:clusters", ID).toInteger())
                .isZero();
    }

    @Test
    void is_removed_only_by_a_worker_that_has_told_what_it_knows_and_one_that_has_stopped_tells_nothing() {
        unknownToAll();
        Worker late = new Worker("late", new Worker.Tools(clients, loops, wishes, presence, unknown(AT_ONCE), poll));
        late.seeToUnknown().await().atMost(SOON);
        assertThat(Inventory.text("removed_at", ID)).isNull();

        late.look().await().atMost(SOON);
        await().atMost(SOON).until(() -> {
            late.seeToUnknown().await().atMost(SOON);
            return Inventory.text("removed_at", ID) != null;
        });

        late.stop().await().atMost(SOON);
        late.look().await().atMost(SOON);
        assertThat(Stores.value("SELECT count(*) FROM worker WHERE id = 'late'"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'{lab-r}', false", "NULL, false", "'{}', true"})
    void stays_while_another_living_worker_knows_it_or_does_not_tell_or_is_not_sure(String knowledge) {
        anotherKnows(knowledge);
        Lab.configure("");
        await().atMost(SOON).until(() -> Inventory.text("owner", ID) == null);

        look(AT_ONCE);
        look(AT_ONCE);
        look(AT_ONCE);

        await().atMost(SOON).until(() -> {
            look(AT_ONCE);
            return Inventory.text("unknown_since", ID) == null;
        });
        assertThat(Inventory.text("removed_at", ID)).isNull();
        assertThat(Inventory.count(ID))
                .isEqualTo(simulator.control().guests().vmids().size());
    }

    @Test
    void stays_for_the_grace_period_which_begins_anew_when_somebody_knows_it_again() {
        forgottenByAll();
        await().atMost(SOON).until(() -> Inventory.text("unknown_since", ID) != null);
        assertThat(Inventory.text("removed_at", ID)).isNull();
        assertThat(Inventory.count(ID)).isPositive();

        Lab.configure(Lab.entry(simulator, simulator.readerToken()));

        await().atMost(SOON).until(() -> Inventory.text("unknown_since", ID) == null);
    }

    @Test
    void goes_sooner_if_the_worker_that_looked_after_it_has_seen_it_taken_out_of_the_file() {
        forgottenByAll();

        await().atMost(SOON).until(() -> "t"
                .equals(Stores.value("SELECT unknown_since < clock_timestamp() - interval '13 minutes' FROM"
                        + " cluster_sync WHERE cluster_id = '" + ID + "'")));
    }

    @Test
    void leaves_nothing_behind_in_the_end() {
        removed();
        Stores.sql("DELETE FROM vm_sample WHERE cluster_id = '" + ID + "'");
        Stores.sql("INSERT INTO vm_sample (cluster_id, vmid, resolution, at, birth, status) SELECT '" + ID
                + "', vmid, 'hour', '2026-01-01', 'b', 'running' FROM generate_series(100, 104) AS vmid");
        look(AT_ONCE);
        assertThat(Inventory.text("removed_at", ID)).isNotNull();

        look(new Removal(Duration.ZERO));
        assertThat(Stores.value("SELECT count(*) FROM vm_sample WHERE cluster_id = '" + ID + "'"))
                .as("one batch of two at each look, and the row as long as there are any")
                .isEqualTo("3");
        assertThat(Inventory.text("removed_at", ID)).isNotNull();
        look(new Removal(Duration.ZERO));
        look(new Removal(Duration.ZERO));

        for (String table : List.of("cluster_sync", "vm_inventory", "vm_address", "cluster_metrics", "vm_sample")) {
            assertThat(Stores.value("SELECT count(*) FROM " + table + " WHERE cluster_id = '" + ID + "'"))
                    .as(table)
                    .isEqualTo("0");
        }
    }
}
