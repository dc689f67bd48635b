package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.check.ActionsEndOnce;
import io.labkeeper.e2e.check.CheckResult;
import io.labkeeper.e2e.check.OneOrderPerWish;
import io.labkeeper.e2e.check.VersionsNeverGoBack;
import java.util.List;
import java.util.function.Function;

/** What must have held through all the stories before it. */
public record Invariant(String id, String promise, Function<Bench, CheckResult> check) implements Scenario {

    public static List<Scenario> all() {
        return List.of(
                new Invariant(
                        "H1",
                        "through all of it: no replica ever shows an older version of a cluster than before",
                        bench -> VersionsNeverGoBack.check(bench.history().sightings())),
                new Invariant("H2", "after 3 s of quiet all replicas equal Postgres", Bench::replicasEqualPostgres),
                new Invariant("H3", "every accepted action ends exactly once", Invariant::actionsEndOnce),
                new Invariant(
                        "H4",
                        "Proxmox took at most one order for each accepted action",
                        bench -> OneOrderPerWish.check(bench.history().accepted(), bench.orders())));
    }

    private static CheckResult actionsEndOnce(Bench bench) {
        return new ActionsEndOnce(bench.database()::recordedEnds, bench.replicas("action-service"))
                .check(bench.history().accepted());
    }

    @Override
    public void play(Bench bench, Findings findings) {
        findings.expect(check.apply(bench));
    }
}
