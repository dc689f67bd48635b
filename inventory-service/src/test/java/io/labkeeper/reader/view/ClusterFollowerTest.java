package io.labkeeper.reader.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.feed.FeedMessage.Changed;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of the stores after a message: rows where they lead from the view to what was announced, else everything. */
class ClusterFollowerTest {
    private final InventoryView view = new InventoryView(new DatabaseClock());
    private final CountedLoads stores = new CountedLoads();
    private final AtomicLong now = new AtomicLong();
    private final ClusterFollower follower = new ClusterFollower("lab-a", view, stores, () -> {}, now::get);

    @BeforeEach
    void revision_1_is_held() {
        stores.redis = revision(1, VmStatus.RUNNING, VmStatus.RUNNING);
        follower.head(stores.redis.head());
        assertThat(held()).isEqualTo(1);
        stores.allAsked = 0;
    }

    @Test
    void of_a_change_that_follows_on_the_rows_alone_are_asked() {
        stores.redis = revision(2, VmStatus.STOPPED, VmStatus.RUNNING);

        follower.changed(change(2, 101));

        assertThat(stores.rowsAsked).containsExactly(Set.of(101));
        assertThat(stores.allAsked).isZero();
        assertThat(held()).isEqualTo(2);
        assertThat(status(101)).isEqualTo(VmStatus.STOPPED);
        assertThat(status(102)).isEqualTo(VmStatus.RUNNING);
    }

    @Test
    void what_is_heard_during_a_load_is_asked_in_one_question_after_it() {
        stores.slow = true;
        stores.redis = revision(2, VmStatus.STOPPED, VmStatus.RUNNING);
        follower.changed(change(2, 101));
        follower.changed(change(3, 102));
        follower.changed(change(4, 101));
        stores.answer();
        assertThat(held()).isEqualTo(2);

        stores.redis = revision(4, VmStatus.PAUSED, VmStatus.STOPPED);
        stores.answer();

        assertThat(stores.rowsAsked).containsExactly(Set.of(101), Set.of(101, 102));
        assertThat(stores.allAsked).isZero();
        assertThat(held()).isEqualTo(4);
        assertThat(status(101)).isEqualTo(VmStatus.PAUSED);
        assertThat(status(102)).isEqualTo(VmStatus.STOPPED);
    }

    @Test
    void rows_of_a_later_revision_wait_for_its_message() {
        stores.slow = true;
        follower.changed(change(2, 101));
        stores.redis = revision(3, VmStatus.STOPPED, VmStatus.STOPPED);
        stores.answer();
        assertThat(held())
                .as("102, which revision 3 has changed too, was not asked for")
                .isEqualTo(1);

        follower.changed(change(3, 102));
        stores.answer();
        stores.answer();

        assertThat(stores.rowsAsked.get(stores.rowsAsked.size() - 1)).containsExactly(101, 102);
        assertThat(stores.allAsked).isZero();
        assertThat(held()).isEqualTo(3);
        assertThat(status(102)).isEqualTo(VmStatus.STOPPED);
    }

    @Test
    void when_that_message_never_comes_all_is_asked_after_three_tries() {
        stores.redis = revision(3, VmStatus.STOPPED, VmStatus.STOPPED);

        follower.changed(change(2, 101));

        assertThat(stores.rowsAsked).hasSize(3).containsOnly(Set.of(101));
        assertThat(stores.allAsked).isEqualTo(1);
        assertThat(held()).isEqualTo(3);
        assertThat(status(102)).isEqualTo(VmStatus.STOPPED);
    }

    @Test
    void what_is_heard_while_a_boast_is_looked_into_is_asked_for_after_it() {
        stores.slow = true;
        stores.postgres = stores.redis;
        follower.changed(Changed.of("lab-a", new Revision(99, 9_999), 9_998, List.of(101)));
        follower.changed(change(2, 101));
        stores.answer();
        assertThat(held()).isEqualTo(1);

        stores.redis = revision(2, VmStatus.STOPPED, VmStatus.RUNNING);
        stores.answer();

        assertThat(stores.allAsked).isEqualTo(1);
        assertThat(stores.rowsAsked).containsExactly(Set.of(101));
        assertThat(held()).isEqualTo(2);
    }

    @Test
    void after_a_gap_all_is_asked() {
        stores.redis = revision(3, VmStatus.STOPPED, VmStatus.STOPPED);

        follower.changed(change(3, 102));

        assertThat(stores.rowsAsked).isEmpty();
        assertThat(stores.allAsked).isEqualTo(1);
        assertThat(held()).isEqualTo(3);
        assertThat(status(101)).isEqualTo(VmStatus.STOPPED);
    }

    @Test
    void a_postgres_that_does_not_answer_denies_nothing() {
        stores.postgresAway = true;
        follower.changed(change(3, 101));
        assertThat(held()).isEqualTo(1);

        stores.postgresAway = false;
        stores.postgres = revision(3, VmStatus.STOPPED, VmStatus.STOPPED);
        follower.head(stores.redis.head());

        assertThat(held())
                .as("the next head of Redis, though it is the old one")
                .isEqualTo(3);
    }

    @Test
    void while_postgres_does_not_answer_what_redis_still_holds_is_asked_less_and_less_and_put_once() {
        stores.postgresAway = true;
        ClusterView before = view.cluster("lab-a");
        follower.changed(change(3, 101));

        for (int second = 1; second <= 100; second++) {
            now.set(Duration.ofSeconds(second).toNanos());
            follower.head(stores.redis.head());
        }

        assertThat(stores.allAsked)
                .as("at once, after 1, 3, 7, 15, 31, 61 and 91 seconds")
                .isEqualTo(8);
        assertThat(view.cluster("lab-a").entry(101)).isSameAs(before.entry(101));
    }

    @Test
    void once_a_head_shows_that_a_store_has_it_nothing_is_waited_for() {
        stores.postgresAway = true;
        follower.changed(change(3, 101));
        for (int second = 1; second <= 4; second++) {
            now.set(Duration.ofSeconds(second).toNanos());
            follower.head(stores.redis.head());
        }
        assertThat(held()).isEqualTo(1);

        stores.redis = revision(3, VmStatus.STOPPED, VmStatus.STOPPED);
        follower.head(stores.redis.head());

        assertThat(held()).isEqualTo(3);
    }

    @Test
    void without_redis_all_is_asked_once_the_rows_cannot_be_had() {
        stores.redis = null;
        stores.postgres = revision(2, VmStatus.STOPPED, VmStatus.RUNNING);

        follower.changed(change(2, 101));

        assertThat(stores.allAsked).isEqualTo(1);
        assertThat(held()).isEqualTo(2);
    }

    @Test
    void a_message_of_what_is_held_already_asks_nothing() {
        follower.changed(change(1, 101));

        assertThat(stores.rowsAsked).isEmpty();
        assertThat(stores.allAsked).isZero();
    }

    private static ClusterInventory revision(long revision, VmStatus of101, VmStatus of102) {
        return Vms.cluster(
                "lab-a",
                new Revision(1, revision),
                Vms.withStatus("lab-a/101", of101),
                Vms.withStatus("lab-a/102", of102));
    }

    private static Changed change(long revision, int vmid) {
        return Changed.of("lab-a", new Revision(1, revision), revision - 1, List.of(vmid));
    }

    private long held() {
        return view.cluster("lab-a").revision().number();
    }

    private VmStatus status(int vmid) {
        return view.cluster("lab-a").entry(vmid).vm().status();
    }
}
