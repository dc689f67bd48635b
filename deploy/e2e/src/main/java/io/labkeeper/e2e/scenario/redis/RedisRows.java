package io.labkeeper.e2e.scenario.redis;

import io.labkeeper.e2e.scenario.Scenario;
import java.util.List;

/** What can happen to Redis: the rows. */
public final class RedisRows {
    static final String FEED = "labkeeper:feed";

    private RedisRows() {}

    public static List<Scenario> all() {
        return List.of(
                new Killed(),
                new KilledBeforeStart(),
                new RestartedEmpty(),
                new Frozen(),
                new Slow(),
                new Full(),
                new WritesLost(),
                new PasswordChanged(),
                new Flushed());
    }
}
