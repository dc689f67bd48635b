package io.labkeeper.worker.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.embedded.RedisConnection;
import io.labkeeper.inventory.Revision;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.draft.VmDraft;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Redis that can be read and not be written must not keep readers from what was committed since. */
@QuarkusTest
@QuarkusTestResource(io.labkeeper.testing.Stores.class)
@QuarkusTestResource(Lab.class)
class RedisFullIT {
    private static final String CLUSTER = "lab-full";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Inject
    Stores stores;

    private Reconciler reconciler;

    @BeforeEach
    void a_vm_is_known_everywhere() {
        Vms.store(Vms.cluster(CLUSTER, new Revision(1, 1), Vms.running(CLUSTER + "/101")));
        reconciler = new Reconciler(CLUSTER, stores);
        reconciler.take(1).await().atMost(LIMIT);
        // Again and again, as the loop does: it does nothing if Redis is late with its head.
        await().atMost(LIMIT).untilAsserted(() -> {
            reconciler.repair().await().atMost(LIMIT);
            assertThat(Inventory.redisHead("revision", CLUSTER)).isEqualTo("1");
        });
    }

    @AfterEach
    void there_is_room_again_and_nothing_is_left() {
        memory("0");
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
    void what_redis_does_not_take_is_told_all_the_same() throws IOException {
        try (RedisConnection ear = new RedisConnection(
                "127.0.0.1", io.labkeeper.testing.Stores.redisProxy().port(), LIMIT)) {
            ear.command("SUBSCRIBE", "labkeeper:feed");
            memory("1");

            rename("refused");
            assertThat(told(ear)).contains("\"revision\":2");

            rename("not-even-tried");
            assertThat(told(ear)).contains("\"revision\":3");
        }
    }

    private void rename(String name) {
        reconciler
                .change(state -> new ChangeSet(
                        List.of(VmDraft.of(state.vms().get(101)).name(name).build()), Set.of()))
                .await()
                .atMost(LIMIT);
    }

    /** Others may talk as well. */
    private static String told(RedisConnection ear) throws IOException {
        String message;
        do {
            message = String.valueOf(ear.readAnswer());
        } while (!message.contains("\"cluster\":\"" + CLUSTER + "\""));
        return message;
    }

    private static void memory(String bytes) {
        io.labkeeper.testing.Stores.redis(Command.CONFIG, "SET", "maxmemory", bytes);
    }
}
