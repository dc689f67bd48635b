package io.labkeeper.e2e.scenario.stream;

import io.labkeeper.e2e.scenario.Scenario;
import java.util.List;

/** What can happen to streams of events: the rows S-01 to S-05, and K-02. */
public final class StreamRows {
    private StreamRows() {}

    public static List<Scenario> all() {
        return List.of(
                new SlowClient(),
                new ThousandClients(),
                new AllComeAgain(),
                new ComesAgain(),
                new RealBrowser(),
                new ReaderStopped());
    }
}
