package io.labkeeper.actions.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.run.ActionMetrics;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.actions.selection.Standing;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who asks in vain again and again does not fill the audit trail. Beside the service's own, so that its timer does not meddle. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class AuditFloodIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Asker MALLORY = new Asker("mallory", Standing.USER, "127.0.0.1", null, null);

    @Inject
    Vertx vertx;

    @Inject
    Pool pool;

    @Inject
    DatabasePulse pulse;

    @Inject
    ActionMetrics metrics;

    @Inject
    MeterRegistry registry;

    @BeforeEach
    void clean() {
        Stores.empty();
    }

    @AfterEach
    void heal() {
        Stores.postgresProxy().up();
    }

    private static String lines(String condition) {
        return Stores.value("SELECT count(*) FROM audit WHERE username = 'mallory' AND " + condition);
    }

    private static void write(AuditTrail trail, String event, String result) {
        trail.write(MALLORY, new AuditLine(event, null, "lab-a", 7, null, result, new JsonObject()))
                .await()
                .atMost(PATIENCE);
    }

    @Test
    void whatIsRefusedAgainAndAgainIsCounted() {
        AuditFlood flood = new AuditFlood(vertx, pool, () -> 3, metrics);
        AuditTrail trail = new AuditTrail(pool, pulse, flood);
        double before = registry.counter("labkeeper.audit.noted.together").count();
        for (int i = 0; i < 10; i++) {
            write(trail, "request_refused", "refused_forbidden");
        }
        write(trail, "cancel_asked", "refused_not_found");
        assertThat(lines("true")).isEqualTo("4");

        flood.write(true).await().atMost(PATIENCE);
        flood.write(true).await().atMost(PATIENCE);

        assertThat(lines("true")).isEqualTo("5");
        assertThat(lines("event = 'request_refused' AND result = 'refused_forbidden' AND detail ->> 'more' = '7'"
                        + " AND cluster_id = 'lab-a' AND vmid = 7"))
                .isEqualTo("1");
        assertThat(registry.counter("labkeeper.audit.noted.together").count()).isEqualTo(before + 7);
    }

    @Test
    void ofManyKindsEachGetsItsLine() {
        AuditFlood flood = new AuditFlood(vertx, pool, () -> 0, metrics);
        flood.ownLine("mallory", "request_refused", "refused_forbidden", null, null);
        flood.ownLine("mallory", "cancel_asked", "refused_not_found", "lab\0a", 7);

        flood.write(true).await().atMost(PATIENCE);

        assertThat(
                        lines(
                                "event = 'request_refused' AND cluster_id IS NULL AND vmid IS NULL AND detail ->> 'more' = '1'"))
                .isEqualTo("1");
        assertThat(lines("event = 'cancel_asked' AND cluster_id LIKE 'lab_a' AND vmid = 7"))
                .isEqualTo("1");
    }

    @Test
    void whatIsOnItsWayWhenTheProcessEndsIsWrittenOrSaidToBeMissing() {
        AuditFlood flood = new AuditFlood(vertx, pool, new Repeats(0, now()), metrics);
        for (int kind = 0; kind < 3; kind++) {
            // Another user: what hangs may still be written when the next test looks.
            flood.ownLine("trudy", "request_refused", "refused_" + kind, "lab-a", 7);
        }
        List<String> said = new CopyOnWriteArrayList<>();
        Handler listener = listener(said);
        Logger logger = Logger.getLogger(AuditFlood.class.getName());
        logger.addHandler(listener);
        try {
            Stores.postgresProxy().hang();
            flood.look();
            flood.end(null);
        } finally {
            logger.removeHandler(listener);
        }

        assertThat(said.stream().filter(line -> line.startsWith("missing"))).hasSize(3);
    }

    /** A minute passes between any two looks at it. */
    private static LongSupplier now() {
        AtomicLong time = new AtomicLong();
        return () -> time.addAndGet(Duration.ofMinutes(1).toNanos());
    }

    private static Handler listener(List<String> said) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(((ExtLogRecord) line).getFormattedMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void whatCannotBeWrittenWhilePostgresIsAwayIsWrittenAfterwards() {
        AtomicLong time = new AtomicLong();
        AuditFlood flood = new AuditFlood(vertx, pool, new Repeats(3, time::get), metrics);
        AuditTrail trail = new AuditTrail(pool, pulse, flood);
        for (int i = 0; i < 10; i++) {
            write(trail, "request_refused", "refused_forbidden");
        }
        time.addAndGet(Duration.ofMinutes(1).toNanos());
        Stores.postgresProxy().down();
        flood.write(false).await().atMost(PATIENCE);

        Stores.postgresProxy().up();
        time.addAndGet(Duration.ofMinutes(1).toNanos());
        await().atMost(PATIENCE).until(() -> {
            flood.write(false).await().atMost(PATIENCE);
            time.addAndGet(Duration.ofMinutes(1).toNanos());
            return "1".equals(lines("detail ->> 'more' = '7'"));
        });

        assertThat(lines("true")).isEqualTo("4");
    }
}
