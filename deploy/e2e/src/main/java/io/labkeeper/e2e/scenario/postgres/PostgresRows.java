package io.labkeeper.e2e.scenario.postgres;

import io.labkeeper.e2e.scenario.Scenario;
import java.util.List;

/** What can happen to Postgres: the rows D-01, D-02 and D-05. */
public final class PostgresRows {
    private PostgresRows() {}

    public static List<Scenario> all() {
        return List.of(new Killed(), new Frozen(), new BothStoresAway());
    }
}
