package io.labkeeper.worker;

import static io.labkeeper.worker.Inventory.redisIsEqual;
import static io.labkeeper.worker.Inventory.seen;
import static io.labkeeper.worker.Inventory.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.simulator.control.Control;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis, Postgres, or what they hold goes away; nothing of ours is restarted. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class StoresAwayIT {
    private static final int VMID = 101;

    private final Control lab = Lab.of("lab-a");

    @TestHTTPResource(value = "", management = true)
    String management;

    @BeforeEach
    void everythingWasRead() {
        Inventory.readWhole("lab-a");
        redisIsEqual("lab-a");
    }

    @AfterEach
    void back() {
        Stores.postgresProxy().up();
        Stores.redisProxy().up();
    }

    @Test
    void while_redis_is_away_postgres_is_written_and_redis_catches_up() {
        String name = rename(() -> Stores.redisProxy().hang());
        stored("lab-a", VMID, record -> assertThat(record.vm().name()).isEqualTo(name));

        Stores.redisProxy().cut();
        Stores.redisProxy().up();

        seen("lab-a", VMID, record -> assertThat(record.vm().name()).isEqualTo(name));
        redisIsEqual("lab-a");
    }

    @Test
    void a_redis_that_has_forgotten_everything_is_filled_again() {
        Stores.redis(Command.FLUSHALL);

        redisIsEqual("lab-a");
        assertThat(Inventory.redis("lab-a", VMID)).isEqualTo(Inventory.postgres("lab-a", VMID));
    }

    @Test
    void what_was_lost_between_postgres_and_redis_is_made_up_for() {
        Stores.redis(Command.HSET, "labkeeper:{lab-a}:head", "revision", "0");
        Stores.redis(Command.HDEL, "labkeeper:{lab-a}:vms", Integer.toString(VMID));

        redisIsEqual("lab-a");
        assertThat(Inventory.redis("lab-a", VMID)).isEqualTo(Inventory.postgres("lab-a", VMID));
    }

    @Test
    void while_postgres_is_away_the_process_lives_and_goes_on_afterwards() {
        String name = rename(() -> Stores.postgresProxy().down());
        assertThat(health("ready")).isEqualTo(200);

        Stores.postgresProxy().up();

        seen("lab-a", VMID, record -> assertThat(record.vm().name()).isEqualTo(name));
    }

    @Test
    void a_postgres_that_has_lost_commits_starts_a_new_generation() {
        long generation = Inventory.number("generation", "lab-a");
        Stores.sql("UPDATE cluster_sync SET revision = revision - 2 WHERE cluster_id = 'lab-a'");

        String name = rename(() -> {});

        seen("lab-a", VMID, record -> assertThat(record.vm().name()).isEqualTo(name));
        assertThat(Inventory.number("generation", "lab-a")).isEqualTo(generation + 1);
        redisIsEqual("lab-a");
    }

    @Test
    void without_redis_a_lost_lease_row_starts_a_new_generation_too() {
        long generation = Inventory.number("generation", "lab-a");
        Stores.redisProxy().down();
        Stores.sql("DELETE FROM cluster_sync WHERE cluster_id = 'lab-a'");

        String name = rename(() -> {});

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(Inventory.number("generation", "lab-a")).isGreaterThan(generation);
            assertThat(Inventory.postgres("lab-a", VMID).vm().name()).isEqualTo(name);
        });
        Stores.redisProxy().up();
        redisIsEqual("lab-a");
    }

    @Test
    void a_redis_that_has_seen_a_later_fence_is_overtaken() {
        long fence = Inventory.number("fence", "lab-a") + 100;
        Stores.redis(Command.HSET, "labkeeper:{lab-a}:head", "fence", Long.toString(fence));

        String name = rename(() -> {});

        seen("lab-a", VMID, record -> assertThat(record.vm().name()).isEqualTo(name));
        redisIsEqual("lab-a");
        assertThat(Inventory.number("fence", "lab-a")).isGreaterThan(fence);
    }

    @Test
    void health_is_told_from_memory() {
        Stores.postgresProxy().hang();
        Stores.redisProxy().hang();

        assertThat(health("live")).isEqualTo(200);
        assertThat(health("ready")).isEqualTo(200);
    }

    private int health(String kind) {
        return RestAssured.get(management.replaceFirst("(/q)?/?$", "/q/health/" + kind))
                .statusCode();
    }

    private String rename(Runnable breaking) {
        String name = "renamed-" + UUID.randomUUID().toString().substring(0, 8);
        breaking.run();
        lab.guests().rename(VMID, name);
        return name;
    }
}
