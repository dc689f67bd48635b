package io.labkeeper.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.inventory.ClusterHead;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.ClusterMetrics;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmMetrics;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.store.StoreException;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class RedisInventoryIT {
    @Inject
    RedisInventory redis;

    @BeforeEach
    void empty() {
        Stores.empty();
    }

    @Test
    void what_was_written_is_read_back_whole() {
        ClusterInventory written =
                Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/100"), Vms.stopped("lab-a/101"));

        assertThat(await(redis.replace(written))).isEqualTo(PutResult.APPLIED);

        assertThat(await(redis.load("lab-a"))).isEqualTo(written);
        assertThat(await(redis.heads())).isEqualTo(Map.of("lab-a", written.head()));
    }

    @Test
    void a_change_moves_the_rows_it_names_and_no_other() {
        await(redis.replace(Vms.cluster(
                "lab-a",
                new Revision(1, 5),
                Vms.running("lab-a/100"),
                Vms.running("lab-a/101"),
                Vms.running("lab-a/102"))));
        VmRecord changed = Vms.stopped("lab-a/101").withRevision(6);

        PutResult result = await(redis.apply(head(1, 6, 1), 5, List.of(changed), List.of(102), 2));

        assertThat(result).isEqualTo(PutResult.APPLIED);
        ClusterInventory now = await(redis.load("lab-a"));
        assertThat(now.head().revision()).isEqualTo(new Revision(1, 6));
        assertThat(now.vms().keySet()).containsExactlyInAnyOrder(100, 101);
        assertThat(now.vms().get(101)).isEqualTo(changed);
        assertThat(await(redis.loadKeys("lab-a", List.of(101, 102))).vms()).containsOnlyKeys(101);
    }

    @Test
    void a_cluster_that_is_forgotten_leaves_nothing_behind_and_no_former_holder_can_make_it_so() {
        await(redis.replace(Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/100"))));

        assertThat(await(redis.forget("lab-a", 0))).isEqualTo(PutResult.FENCED);
        assertThat(await(redis.heads())).containsOnlyKeys("lab-a");
        assertThat(await(redis.forget("lab-a", 1))).isEqualTo(PutResult.APPLIED);

        assertThat(await(redis.heads())).isEmpty();
        assertThat(await(redis.load("lab-a"))).isNull();
        assertThat(await(redis.metrics("lab-a"))).isNull();
        assertThat(Stores.redis(Command.SMEMBERS, "labkeeper:clusters").size()).isZero();
    }

    @Test
    void a_change_that_does_not_build_on_what_is_there_is_refused() {
        await(redis.replace(Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/100"))));

        assertThat(put(1, 8, 7)).isEqualTo(PutResult.GAP);
        assertThat(put(2, 6, 5)).isEqualTo(PutResult.GAP);
        assertThat(put(1, 5, 4)).isEqualTo(PutResult.OLD);
        assertThat(put(1, 4, 3)).isEqualTo(PutResult.OLD);
        assertThat(await(redis.load("lab-a")).head().revision()).isEqualTo(new Revision(1, 5));
    }

    @Test
    void an_older_lease_holder_is_refused_whatever_it_brings() {
        ClusterInventory newer = Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/100"));
        await(redis.replace(new ClusterInventory(head(1, 5, 9), newer.vms(), newer.metrics())));

        assertThat(await(redis.apply(head(1, 6, 8), 5, List.of(), List.of(100), 0)))
                .isEqualTo(PutResult.FENCED);
        assertThat(await(redis.describe(head(1, 5, 8), null))).isEqualTo(PutResult.FENCED);
        assertThat(await(redis.load("lab-a")).vms()).containsOnlyKeys(100);
    }

    @Test
    void after_redis_forgot_everything_a_change_is_a_gap_and_not_a_part_taken_for_the_whole() {
        await(redis.replace(Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/100"))));
        Stores.redis(Command.FLUSHALL);

        assertThat(put(1, 6, 5)).isEqualTo(PutResult.GAP);
        assertThat(await(redis.load("lab-a"))).isNull();
    }

    @Test
    void a_cluster_of_which_rows_are_missing_is_no_cluster() {
        await(redis.replace(
                Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/100"), Vms.running("lab-a/101"))));
        Stores.redis(Command.HDEL, "labkeeper:{lab-a}:vms", "101");

        assertThat(await(redis.load("lab-a"))).isNull();
    }

    @Test
    void metrics_move_without_a_revision() {
        ClusterInventory before = Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/100"));
        await(redis.replace(before));
        ClusterMetrics metrics =
                new ClusterMetrics(2, Vms.SEEN.plusSeconds(30), Map.of(100, new VmMetrics(86_430L, 1.0, 2.0)));
        ClusterHead head = new ClusterHead(
                "lab-a",
                "Lab A",
                new Revision(1, 5),
                1,
                2,
                "worker-1",
                Vms.SEEN,
                Vms.healthy(Vms.SEEN.plusSeconds(30)));

        assertThat(await(redis.describe(head, metrics))).isEqualTo(PutResult.APPLIED);

        ClusterInventory now = await(redis.load("lab-a"));
        assertThat(now.metrics()).isEqualTo(metrics);
        assertThat(now.head()).isEqualTo(head);
        assertThat(now.vms()).isEqualTo(before.vms());
    }

    @Test
    void three_thousand_rows_fit_into_one_write() {
        VmRecord[] many = IntStream.range(100, 3_100)
                .mapToObj(vmid -> Vms.running("lab-a/" + vmid))
                .toArray(VmRecord[]::new);

        await(redis.replace(Vms.cluster("lab-a", new Revision(1, 5), many)));

        assertThat(await(redis.load("lab-a")).vms()).hasSize(3_000);
        assertThat(await(redis.apply(
                        head(1, 6, 1),
                        5,
                        List.of(),
                        IntStream.range(100, 3_000).boxed().toList(),
                        100)))
                .isEqualTo(PutResult.APPLIED);
        assertThat(await(redis.load("lab-a")).vms()).hasSize(100);
    }

    @Test
    void what_cannot_be_decoded_is_an_error_of_the_store() {
        await(redis.replace(Vms.cluster("lab-a", new Revision(1, 5), Vms.running("lab-a/100"))));
        Stores.redis(Command.HSET, "labkeeper:{lab-a}:vms", "100", "not JSON");

        assertThatThrownBy(() -> await(redis.load("lab-a"))).isInstanceOf(StoreException.class);
    }

    @Test
    void a_redis_that_hangs_costs_no_more_than_the_limit() {
        Stores.redisProxy().hang();

        assertThatThrownBy(() -> redis.heads().await().atMost(Duration.ofSeconds(1)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("did not answer");
    }

    private PutResult put(long generation, long revision, long previous) {
        return await(redis.apply(
                head(generation, revision, 1),
                previous,
                List.of(Vms.stopped("lab-a/100").withRevision(revision)),
                List.of(),
                1));
    }

    private static ClusterHead head(long generation, long revision, long fence) {
        return new ClusterHead(
                "lab-a",
                "Lab A",
                new Revision(generation, revision),
                fence,
                1,
                "worker-1",
                Vms.SEEN,
                Vms.healthy(Vms.SEEN));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(15));
    }
}
