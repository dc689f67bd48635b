package io.labkeeper.actions.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.actions.run.ActionMetrics;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Transaction;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is old goes, and nothing else. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class RetentionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Vertx vertx;

    /** The service's own, with the service's own role. */
    @Inject
    Pool pool;

    @Inject
    ActionMetrics metrics;

    @Inject
    MeterRegistry registry;

    @BeforeEach
    void clean() {
        Stores.empty();
    }

    private static RetentionConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(RetentionConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 1000))
                .build()
                .getConfigMapping(RetentionConfig.class);
    }

    /** In batches of three. */
    private long forget() {
        RetentionConfig small =
                config(Map.of("labkeeper.retention.batch", "3", "labkeeper.retention.pause", "PT0.001S"));
        return new Retention(vertx, pool, small, metrics).forget().await().atMost(PATIENCE);
    }

    private static String count(String table) {
        return Stores.value("SELECT count(*) FROM " + table);
    }

    /** Ten that ended so long ago, with a key each, and one that is open since then, of a kind that the runner leaves alone. */
    private static void actions(String age) {
        Stores.sql("INSERT INTO action (id, cluster_id, vmid, kind, state, requested_by, requested_at, finished_at)"
                + " SELECT gen_random_uuid(), 'lab-a', n, 'hibernate', CASE WHEN n > 10 THEN 'accepted' ELSE 'succeeded' END, 'alice',"
                + " clock_timestamp() - interval '" + age + "', CASE WHEN n <= 10 THEN clock_timestamp() - interval '"
                + age
                + "' END FROM generate_series(1, 11) n");
        Stores.sql("INSERT INTO action_key SELECT 'bob', 'key-' || vmid, 'hash', id FROM action");
    }

    @Test
    void endedActionsGoWithTheirKeysAndOpenOnesStay() {
        actions("91 days");

        long gone = forget();

        assertThat(gone).isEqualTo(10);
        assertThat(Stores.value("SELECT string_agg(state, ',') FROM action")).isEqualTo("accepted");
        assertThat(count("action_key")).isEqualTo("1");
        assertThat(registry.counter("labkeeper.retention.forgotten", "table", "action")
                        .count())
                .isGreaterThanOrEqualTo(10);
    }

    @Test
    void whatIsNotOldEnoughStays() {
        actions("89 days");
        Stores.sql(
                "INSERT INTO action_batch (id, requested_by, kind, selector, request_hash, requested_at, results)"
                        + " VALUES (gen_random_uuid(), 'alice', 'start', '{}', 'hash', clock_timestamp() - interval '89 days', '[]')");
        Stores.sql("INSERT INTO action_allowance VALUES ('alice', 1, clock_timestamp() - interval '1 day')");
        Stores.sql("INSERT INTO audit (at, event, username, result)"
                + " VALUES (clock_timestamp() - interval '399 days', 'action_asked', 'alice', 'accepted')");

        assertThat(forget()).isZero();
    }

    @Test
    void batchesRunsAllowancesAndTheTrailGoToo() {
        Stores.sql("INSERT INTO action_batch (id, requested_by, kind, selector, request_hash, requested_at, results)"
                + " SELECT gen_random_uuid(), 'alice', 'start', '{}', 'hash', clock_timestamp() - interval '91 days', '[]'"
                + " FROM generate_series(1, 4)");
        Stores.sql("INSERT INTO action_allowance VALUES ('alice', 1, clock_timestamp() - interval '3 days')");
        Stores.sql(
                "INSERT INTO audit (at, event, username, result)"
                        + " SELECT clock_timestamp() - interval '401 days', 'action_asked', 'alice', 'accepted' FROM generate_series(1, 5)");
        Stores.sql("INSERT INTO schedule (name, cron, time_zone, action, selector, enabled, owner, standing)"
                + " VALUES ('test', '0 0 1 1 *', 'UTC', 'start', '{\"tag\": \"x\"}', false, 'olga', 'operator')");
        Stores.sql(
                "INSERT INTO schedule_run (schedule_id, due_at, state, action, selector, births, owner, standing, ended_at)"
                        + " SELECT id, clock_timestamp() - interval '91 days', 'submitted', action, selector, births, owner, standing,"
                        + " clock_timestamp() FROM schedule");

        assertThat(forget()).isEqualTo(4 + 1 + 5 + 1);
        assertThat(count("schedule")).isEqualTo("1");
    }

    @Test
    void whoFindsAnotherOneAtItLeavesItToThem() {
        actions("91 days");
        SqlConnection other = pool.getConnection().await().atMost(PATIENCE);
        Transaction begun = other.begin().await().atMost(PATIENCE);
        other.query("SELECT pg_advisory_xact_lock(hashtextextended('labkeeper.retention', 0))")
                .execute()
                .await()
                .atMost(PATIENCE);

        long meanwhile = forget();
        begun.rollback().chain(other::close).await().atMost(PATIENCE);
        long afterwards = forget();

        assertThat(meanwhile).isZero();
        assertThat(afterwards).isEqualTo(10);
    }

    @Test
    void youngLinesOfTheTrailCannotBeTakenAwayBecauseTheDatabaseRefuses() {
        assertThatThrownBy(() -> pool.query("SELECT audit_forget(interval '29 days', 10)")
                        .execute()
                        .await()
                        .atMost(PATIENCE))
                .hasMessageContaining("30 days");
    }

    @Test
    void aKeyMustBeRememberedForADay() {
        assertThatThrownBy(() -> OldRows.all(config(Map.of("labkeeper.retention.batches", "PT1H"))))
                .hasMessageContaining("labkeeper.retention.batches");
    }
}
