package io.labkeeper.e2e.scenario.feed;

import io.labkeeper.e2e.scenario.Scenario;
import java.util.List;

/** What can happen to the messages between the services: the rows B-01 to B-05. */
public final class FeedRows {
    static final String FEED = "labkeeper:feed";

    private FeedRows() {}

    public static List<Scenario> all() {
        return List.of(
                new MessageLost(), new SubscriptionsKilled(), new SubscriptionHalfOpen(), new Poison(), new Replayed());
    }
}
