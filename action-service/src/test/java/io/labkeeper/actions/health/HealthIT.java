package io.labkeeper.actions.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.labkeeper.actions.testing.Callers;
import io.labkeeper.actions.testing.Lab;
import io.labkeeper.embedded.TcpProxy;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The probes, on a port of their own. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
@QuarkusTestResource(Callers.class)
class HealthIT {

    @ConfigProperty(name = "quarkus.management.test-port")
    int configuredPort;

    @ConfigProperty(name = "quarkus.management.port")
    int port;

    /** It is so once a request has been rehearsed. */
    @BeforeEach
    void awaitReady() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> probe("ready").then().statusCode(200));
    }

    private Response probe(String probe) {
        return RestAssured.given()
                .port(configuredPort == 0 ? port : configuredPort)
                .get("/q/health/" + probe);
    }

    @AfterEach
    void heal() {
        Stores.postgresProxy().up();
        Stores.redisProxy().up();
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready", "started"})
    void isGoodAndQuickWhileBothStoresAreAway(String probe) {
        Stores.postgresProxy().hang();
        Stores.redisProxy().hang();

        Response answer = probe(probe);

        answer.then().statusCode(200).body("status", equalTo("UP"));
        assertThat(answer.timeIn(TimeUnit.MILLISECONDS)).isLessThan(1_000);
    }

    /** Each store there, away (refused at once) and frozen (nothing ever answers). */
    @ParameterizedTest
    @CsvSource({"UP,DOWN", "DOWN,UP", "DOWN,DOWN", "UP,HANG", "HANG,UP", "DOWN,HANG", "HANG,DOWN", "UP,UP"})
    void theProbesAnswerTheSameInEveryStateOfBothStores(State postgres, State redis) {
        postgres.of(Stores.postgresProxy());
        redis.of(Stores.redisProxy());

        for (String probe : List.of("live", "ready", "started")) {
            Response answer = RestAssured.given()
                    .port(configuredPort == 0 ? port : configuredPort)
                    .get("/q/health/" + probe);

            answer.then().statusCode(200).body("status", equalTo("UP"));
            assertThat(answer.timeIn(TimeUnit.MILLISECONDS)).as(probe).isLessThan(1_000);
        }
    }

    enum State {
        UP,
        DOWN,
        HANG;

        void of(TcpProxy store) {
            switch (this) {
                case UP -> store.up();
                case DOWN -> store.down();
                case HANG -> store.hang();
            }
        }
    }
}
