package io.labkeeper.e2e.scenario.start;

import io.labkeeper.e2e.scenario.Scenario;
import java.util.List;

/** What can happen when a process starts or stops, and how it may be started: the rows C-07, K-01, K-04 and D-06. */
public final class StartRows {
    private StartRows() {}

    public static List<Scenario> all() {
        return List.of(new RollingRestart(), new ReaderKilled(), new StoresAway(), new WithoutCaches());
    }
}
