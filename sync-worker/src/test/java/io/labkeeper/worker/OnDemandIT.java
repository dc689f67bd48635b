package io.labkeeper.worker;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedMessage.ActionsChanged;
import io.labkeeper.feed.FeedMessage.RefreshWanted;
import io.labkeeper.feed.FeedMessage.Refreshed;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.testing.Stores;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever wants something to be looked at now is told when it is done, and many at once cost no more than one. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class OnDemandIT {
    private static final int VMID = 101;

    @Inject
    Vertx vertx;

    @Inject
    DatabaseClock clock;

    private final Control lab = Lab.of("lab-b");
    private final List<String> told = new CopyOnWriteArrayList<>();
    private Redis redis;

    @BeforeEach
    void everything_was_read_and_somebody_listens() throws Exception {
        Inventory.readWhole("lab-b");
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
        if (message instanceof Refreshed refreshed) {
            told.add(refreshed.id());
        }
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void thirty_callers_who_want_one_vm_cost_one_request_and_all_are_told() {
        List<String> ids = ids(30);
        lab.requests().reset();

        Stores.sql(rows(ids, Integer.toString(VMID), "vm"));

        await().atMost(SOON).untilAsserted(() -> assertThat(told).containsAll(ids));
        assertThat(askedItself()).isBetween(1L, 2L);
    }

    @Test
    void thirty_callers_who_want_the_list_are_all_told() {
        List<String> ids = ids(30);

        Stores.sql(rows(ids, "NULL", "quick"));

        await().atMost(SOON).untilAsserted(() -> assertThat(told).containsAll(ids));
    }

    @Test
    void a_wish_that_comes_through_the_feed_and_through_the_table_is_granted_once() {
        String twice = UUID.randomUUID().toString();
        Stores.redis(Command.PUBLISH, "labkeeper:feed", new RefreshWanted("lab-b", VMID, "live", twice).toJson(""));
        await().atMost(SOON).until(() -> told.contains(twice));
        Stores.sql(rows(List.of(twice), Integer.toString(VMID), "vm"));
        await().atMost(SOON).until(() -> "0".equals(Stores.value("SELECT count(*) FROM sync_request")));

        String later = UUID.randomUUID().toString();
        Stores.sql(rows(List.of(later), Integer.toString(VMID), "vm"));

        await().atMost(SOON).until(() -> told.contains(later));
        assertThat(told).containsOnlyOnce(twice);
    }

    @Test
    void who_wants_a_vm_that_is_not_known_is_told_what_the_list_says() {
        List<String> ids = ids(1);

        Stores.sql(rows(ids, "4711", "vm"));

        await().atMost(SOON).untilAsserted(() -> assertThat(told).containsAll(ids));
    }

    /** As a burst of them is: there is no row from which the worker could know of these. */
    @Test
    void actions_whose_ends_are_told_in_one_message_are_each_looked_for() {
        List<ActionNotice> ended = Stream.of(VMID, VMID + 1)
                .map(vmid -> new ActionNotice(
                        "0fffffff-0000-7000-8000-000000000" + vmid,
                        "lab-b",
                        vmid,
                        ActionKind.START,
                        ActionPhase.SUCCEEDED,
                        5,
                        null,
                        clock.now()))
                .toList();

        Stores.redis(Command.PUBLISH, "labkeeper:feed", new ActionsChanged(ended).toJson(""));

        await().atMost(SOON).untilAsserted(() -> assertThat(ended).allSatisfy(action -> assertThat(
                        Inventory.postgres("lab-b", action.vmid()).internal().confirmedAction())
                .isEqualTo(action.id())));
    }

    /** Nobody can read a notice of its end: action-service publishes this wish instead, and the row says the same. */
    @Test
    void a_vm_whose_action_of_an_unknown_kind_has_ended_is_asked() {
        String id = "0fffffff-0000-7000-8000-000000000001";
        lab.requests().reset();

        Stores.redis(
                Command.PUBLISH,
                "labkeeper:feed",
                RefreshWanted.afterAction(new VmKey("lab-b", 103), id).toJson("action-1"));

        await().atMost(SOON).until(() -> told.contains(id));
        assertThat(askedItself()).isPositive();
        ended(103, id);
        String later = UUID.randomUUID().toString();
        Stores.sql(rows(List.of(later), "NULL", "quick"));
        await().atMost(SOON).until(() -> told.contains(later));
        assertThat(told).containsOnlyOnce(id);
    }

    @Test
    void a_vm_whose_action_of_an_unknown_kind_has_ended_is_asked_though_nobody_heard_of_it() {
        String id = "0fffffff-0000-7000-8000-000000000002";
        lab.requests().reset();

        ended(104, id);

        await().atMost(SOON).until(() -> told.contains(id));
        assertThat(askedItself()).isPositive();
    }

    private long askedItself() {
        return lab.requests().of("GET /nodes/{node}/qemu/{vmid}/status/current")
                + lab.requests().of("GET /nodes/{node}/lxc/{vmid}/status/current");
    }

    private static void ended(int vmid, String id) {
        Stores.sql("INSERT INTO action (id, cluster_id, vmid, kind, state, requested_by, finished_at) VALUES ('" + id
                + "', 'lab-b', " + vmid + ", 'hibernate', 'unknown', 'test', clock_timestamp())");
    }

    private static List<String> ids(int count) {
        return Stream.generate(() -> UUID.randomUUID().toString()).limit(count).toList();
    }

    private static String rows(List<String> ids, String vmid, String mode) {
        return ids.stream()
                .map(id -> "('" + id + "', 'lab-b', " + vmid + ", '" + mode + "', 'live')")
                .collect(Collectors.joining(
                        ", ", "INSERT INTO sync_request (id, cluster_id, vmid, mode, cause) VALUES ", ""));
    }
}
