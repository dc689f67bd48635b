package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.ProveException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All stories, in the order in which they are played; the invariants over the whole run come last. */
public final class Scenarios {

    private Scenarios() {}

    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(List.of(
                new CallersSeeTheirOwn(),
                new ActionShowsAtOnce(),
                new StartedAndDied(),
                new ChangesBehindOurBack(),
                new UnchangedFleet(),
                new RedisKilled(),
                new PostgresKilled(),
                new StoreConnectionsCut(),
                new LeaseHolderKilled(),
                new EverythingRestarted()));
        all.addAll(Invariant.all());
        return all;
    }

    /**
     * @param ids in any order and case; none for all
     * @throws ProveException if there is no scenario of one of these names
     */
    public static List<Scenario> named(List<String> ids) {
        List<Scenario> all = all();
        List<String> known = all.stream().map(Scenario::id).toList();
        List<String> wanted =
                ids.stream().map(id -> id.strip().toLowerCase(Locale.ROOT)).toList();
        wanted.stream()
                .filter(id -> known.stream().noneMatch(id::equalsIgnoreCase))
                .findFirst()
                .ifPresent(id -> {
                    throw new ProveException("no scenario " + id + "; there are " + String.join(", ", known));
                });
        return wanted.isEmpty()
                ? all
                : all.stream()
                        .filter(scenario -> wanted.contains(scenario.id().toLowerCase(Locale.ROOT)))
                        .toList();
    }
}
