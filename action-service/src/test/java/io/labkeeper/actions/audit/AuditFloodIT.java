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
import java.util.concurrent.atomic.AtomicLong;
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
