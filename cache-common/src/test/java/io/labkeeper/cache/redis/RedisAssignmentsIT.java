package io.labkeeper.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.ownership.Assignments;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class RedisAssignmentsIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    RedisAssignments redis;

    @BeforeEach
    void empty() {
        Stores.empty();
    }

    private long revision() {
        return redis.revision().await().atMost(SOON);
    }

    @Test
    void the_revision_is_asked_without_the_assignments() {
        long before = revision();

        redis.write(new Assignments(4_000_000_000L, List.of(), List.of()))
                .await()
                .atMost(SOON);

        assertThat(before).isEqualTo(-1);
        assertThat(revision()).isEqualTo(4_000_000_000L);
    }

    @Test
    void the_revision_is_told_without_decoding_what_follows() {
        Stores.redis(Command.SET, "labkeeper:assignments", "{\"revision\":12,\"assignments\":[not decoded");

        assertThat(revision()).isEqualTo(12);
    }

    @Test
    void another_order_of_members_is_understood_too() {
        Stores.redis(Command.SET, "labkeeper:assignments", "{\"assignments\":[], \"revision\":12}");

        assertThat(revision()).isEqualTo(12);
        assertThat(write(11)).isEqualTo(PutResult.OLD);
    }

    @Test
    void an_older_one_does_not_replace_what_is_there() {
        assertThat(write(12)).isEqualTo(PutResult.APPLIED);
        assertThat(write(11)).isEqualTo(PutResult.OLD);
        assertThat(write(12)).isEqualTo(PutResult.APPLIED);
        assertThat(revision()).isEqualTo(12);
    }

    private PutResult write(long revision) {
        return redis.write(new Assignments(revision, List.of(), List.of()))
                .await()
                .atMost(SOON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1]", "7", "{\"revision\":\"x\"}"})
    void what_is_no_value_has_no_revision(String held) {
        Stores.redis(Command.SET, "labkeeper:assignments", held);

        assertThat(revision()).isEqualTo(-1);
    }
}
