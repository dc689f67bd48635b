package io.labkeeper.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.inventory.Revision;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Stores.class)
class FeedSubscriberIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final FeedMessage CHANGE = FeedMessage.Changed.of("lab-a", new Revision(1, 6), 5, List.of(101));

    @Inject
    FeedSubscriber subscriber;

    @Inject
    FeedPublisher publisher;

    @Inject
    RecordingListener listener;

    @BeforeEach
    void listening() {
        Stores.empty();
        await().atMost(SOON).until(subscriber::trusted);
        listener.clear();
    }

    @Test
    void a_message_of_another_instance_is_delivered() {
        publish(CHANGE.toJson("somebody-else"));

        await().atMost(SOON).untilAsserted(() -> assertThat(listener.received()).containsExactly(CHANGE));
    }

    @Test
    void what_is_made_of_several_is_told_one_by_one_to_whoever_does_not_take_it_whole() {
        FeedMessage first = new FeedMessage.ActionChanged(accepted(101));
        FeedMessage second = new FeedMessage.ActionChanged(accepted(102));

        publish(new FeedMessage.ActionsChanged(List.of(accepted(101), accepted(102))).toJson("somebody-else"));

        await().atMost(SOON).untilAsserted(() -> assertThat(listener.received()).containsExactly(first, second));
    }

    private static ActionNotice accepted(int vmid) {
        return new ActionNotice(
                new UUID(vmid, 0).toString(),
                "lab-a",
                vmid,
                ActionKind.START,
                ActionPhase.ACCEPTED,
                1,
                null,
                Instant.EPOCH);
    }

    @Test
    void the_own_message_is_not() {
        assertThat(publisher.publish(CHANGE).await().atMost(SOON)).isTrue();
        publish(new FeedMessage.AssignmentsChanged(1).toJson("somebody-else"));

        await().atMost(SOON).untilAsserted(() -> assertThat(listener.received())
                .containsExactly(new FeedMessage.AssignmentsChanged(1)));
    }

    @Test
    void poison_is_reported_and_the_next_good_message_still_works() {
        publish("not JSON");
        publish("{\"v\":99,\"kind\":\"changed\"}");
        publish(CHANGE.toJson("somebody-else"));

        await().atMost(SOON).untilAsserted(() -> assertThat(listener.received()).containsExactly(CHANGE));
        assertThat(listener.unreadableCount()).isEqualTo(1);
    }

    @Test
    void a_killed_subscription_is_noticed_and_made_again() {
        Stores.redis(Command.CLIENT, "KILL", "TYPE", "pubsub");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(listener.trustedCount()).isEqualTo(1));
        publish(CHANGE.toJson("somebody-else"));
        await().atMost(SOON).untilAsserted(() -> assertThat(listener.received()).containsExactly(CHANGE));
        assertThat(listener.lostCount()).isEqualTo(1);
    }

    @Test
    void a_half_open_connection_is_noticed_though_nothing_closes_it() {
        Stores.redisProxy().hang();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(listener.lostCount()).isEqualTo(1));
        assertThat(subscriber.trusted()).isFalse();

        Stores.redisProxy().cut();
        Stores.redisProxy().up();
        await().atMost(SOON).until(subscriber::trusted);
        publish(CHANGE.toJson("somebody-else"));
        await().atMost(SOON).untilAsserted(() -> assertThat(listener.received()).containsExactly(CHANGE));
    }

    @Test
    void a_hang_that_ends_by_itself_leaves_no_connection_behind() {
        Stores.redisProxy().hang();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(listener.lostCount()).isEqualTo(1));

        Stores.redisProxy().up();
        await().atMost(Duration.ofSeconds(10)).until(subscriber::trusted);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(subscribersOfTheFeed()).isEqualTo(1));
        publish(CHANGE.toJson("somebody-else"));
        await().atMost(SOON).untilAsserted(() -> assertThat(listener.received()).containsExactly(CHANGE));
    }

    private static int subscribersOfTheFeed() {
        return Stores.redis(Command.PUBSUB, "NUMSUB", "labkeeper:feed").get(1).toInteger();
    }

    @Test
    void without_redis_publishing_answers_no_in_time_and_does_not_fail() {
        Stores.redisProxy().hang();

        assertThat(publisher.publish(CHANGE).await().atMost(Duration.ofSeconds(2)))
                .isFalse();
    }

    private static void publish(String text) {
        Stores.redis(Command.PUBLISH, "labkeeper:feed", text);
    }
}
