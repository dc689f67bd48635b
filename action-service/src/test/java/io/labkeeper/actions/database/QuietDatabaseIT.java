package io.labkeeper.actions.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that does one caller's slow work and that nobody asks anything else: what the service itself asks is heard by another pulse. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class QuietDatabaseIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Inject
    Pool pool;

    private final RequestsConfig config = new SmallRyeConfigBuilder()
            .withMapping(RequestsConfig.class)
            .withDefaultValue("labkeeper.requests.silence", "PT1.5S")
            .build()
            .getConfigMapping(RequestsConfig.class);

    private RequestGate gate;

    @BeforeEach
    void quiet() {
        gate = new RequestGate(config, new DatabasePulse(pool));
    }

    @AfterEach
    void heal() {
        Stores.postgresProxy().up();
    }

    private Uni<String> slow() {
        double seconds = config.silence().multipliedBy(2).toMillis() / 1000.0;
        return pool.query("SELECT pg_sleep(" + seconds + ")").execute().replaceWith("done");
    }

    @Test
    void isNotTakenForAwayWhileItWorks() {
        assertThat(gate.bounded(this::slow).await().atMost(LONG)).isEqualTo("done");
        assertThat(gate.admitted(deadline -> slow().call(deadline::stillInTime))
                        .await()
                        .atMost(LONG))
                .isEqualTo("done");
    }

    @Test
    void isAwayIfItDoesNotEvenSayThatItIsThere() {
        Stores.postgresProxy().hang();

        assertThatThrownBy(() -> gate.bounded(this::slow).await().atMost(LONG)).isInstanceOf(DatabaseAway.class);
    }
}
