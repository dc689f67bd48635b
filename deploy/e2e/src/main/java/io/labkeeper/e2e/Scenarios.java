package io.labkeeper.e2e;

import io.labkeeper.e2e.scenario.ActionShowsAtOnce;
import io.labkeeper.e2e.scenario.AgentsFail;
import io.labkeeper.e2e.scenario.AnswersNotUnderstood;
import io.labkeeper.e2e.scenario.CallersSeeTheirOwn;
import io.labkeeper.e2e.scenario.CertificateChanged;
import io.labkeeper.e2e.scenario.ChangesBehindOurBack;
import io.labkeeper.e2e.scenario.ClusterOfYours;
import io.labkeeper.e2e.scenario.ClusterSilent;
import io.labkeeper.e2e.scenario.CommitsLost;
import io.labkeeper.e2e.scenario.EverythingRestarted;
import io.labkeeper.e2e.scenario.HugeCluster;
import io.labkeeper.e2e.scenario.Invariant;
import io.labkeeper.e2e.scenario.KilledBeforeTheReply;
import io.labkeeper.e2e.scenario.KindOfANewerRelease;
import io.labkeeper.e2e.scenario.LeaseHolderKilled;
import io.labkeeper.e2e.scenario.LeaseHolderStopped;
import io.labkeeper.e2e.scenario.LeaseRowDeleted;
import io.labkeeper.e2e.scenario.ListNotWhole;
import io.labkeeper.e2e.scenario.ListReadTooEarly;
import io.labkeeper.e2e.scenario.ManyStartsAtOnce;
import io.labkeeper.e2e.scenario.ManyStartsInOneRequest;
import io.labkeeper.e2e.scenario.NodeNotReached;
import io.labkeeper.e2e.scenario.NodeOffline;
import io.labkeeper.e2e.scenario.PostgresKilled;
import io.labkeeper.e2e.scenario.PostgresReadOnly;
import io.labkeeper.e2e.scenario.RedisKilled;
import io.labkeeper.e2e.scenario.RunnersKilled;
import io.labkeeper.e2e.scenario.SameKeyTwice;
import io.labkeeper.e2e.scenario.Scenario;
import io.labkeeper.e2e.scenario.SchedulesOfOneMinute;
import io.labkeeper.e2e.scenario.StartAndStopRaced;
import io.labkeeper.e2e.scenario.StartedAndDied;
import io.labkeeper.e2e.scenario.StatisticsExpired;
import io.labkeeper.e2e.scenario.StatusAndRepair;
import io.labkeeper.e2e.scenario.StoreConnectionsCut;
import io.labkeeper.e2e.scenario.TaskLost;
import io.labkeeper.e2e.scenario.TokenRefused;
import io.labkeeper.e2e.scenario.UnchangedFleet;
import io.labkeeper.e2e.scenario.WorkerClockWrong;
import io.labkeeper.e2e.scenario.WorkerFrozen;
import io.labkeeper.e2e.scenario.WorkerKilledMidSync;
import io.labkeeper.e2e.scenario.chaos.Chaos;
import io.labkeeper.e2e.scenario.feed.FeedRows;
import io.labkeeper.e2e.scenario.identity.IdentityRows;
import io.labkeeper.e2e.scenario.postgres.PostgresRows;
import io.labkeeper.e2e.scenario.redis.RedisRows;
import io.labkeeper.e2e.scenario.start.StartRows;
import io.labkeeper.e2e.scenario.stream.StreamRows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** All stories, in the order in which they are played; the invariants over the whole run come last. */
public final class Scenarios {

    private Scenarios() {}

    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(List.of(
                new StatusAndRepair(),
                new CallersSeeTheirOwn(),
                new ActionShowsAtOnce(),
                new StartedAndDied(),
                new ChangesBehindOurBack(),
                new UnchangedFleet(),
                new RedisKilled(),
                new PostgresKilled(),
                new StoreConnectionsCut(),
                new LeaseHolderKilled(),
                new LeaseHolderStopped(),
                new EverythingRestarted(),
                new ClusterOfYours(),
                new TokenRefused(),
                new NodeNotReached(),
                new ClusterSilent(),
                new ListNotWhole(),
                new NodeOffline(),
                new AnswersNotUnderstood(),
                new AgentsFail(),
                new CertificateChanged(),
                new StatisticsExpired(),
                new WorkerKilledMidSync(),
                new WorkerFrozen(),
                new WorkerClockWrong(),
                new LeaseRowDeleted(),
                new SameKeyTwice(),
                new StartAndStopRaced(),
                new ListReadTooEarly(),
                new TaskLost(),
                new KindOfANewerRelease(),
                new SchedulesOfOneMinute(),
                new PostgresReadOnly(),
                new KilledBeforeTheReply(),
                new CommitsLost(),
                new ManyStartsAtOnce(),
                new ManyStartsInOneRequest()));
        all.addAll(RunnersKilled.both());
        all.add(new HugeCluster());
        all.addAll(RedisRows.all());
        all.addAll(FeedRows.all());
        all.addAll(PostgresRows.all());
        all.addAll(StreamRows.all());
        all.addAll(StartRows.all());
        all.addAll(IdentityRows.all());
        all.add(new Chaos(Chaos.USUAL));
        all.addAll(Invariant.all());
        return all;
    }

    /** Troubles by chance for that long, and the invariants over the run. */
    public static List<Scenario> chaos(Duration length) {
        List<Scenario> chaos = new ArrayList<>(List.of(new Chaos(length)));
        chaos.addAll(Invariant.all());
        return chaos;
    }

    /**
     * @param words ids or beginnings of ids, in any order and case: "X-05" is that one, "X" all that begin so; none for all
     * @throws ProveException if no scenario fits one of them
     */
    public static List<Scenario> named(List<String> words) {
        List<Scenario> all = all();
        if (words.isEmpty()) {
            return all;
        }
        Set<String> wanted = new HashSet<>();
        words.forEach(word -> wanted.addAll(fitting(word.strip().toLowerCase(Locale.ROOT), all)));
        return all.stream().filter(scenario -> wanted.contains(scenario.id())).toList();
    }

    /** The one of that id, else those whose id begins so. */
    private static List<String> fitting(String word, List<Scenario> all) {
        List<String> known = all.stream().map(Scenario::id).toList();
        List<String> exact = known.stream().filter(word::equalsIgnoreCase).toList();
        List<String> found = !exact.isEmpty() || word.isEmpty()
                ? exact
                : known.stream()
                        .filter(id -> id.regionMatches(true, 0, word, 0, word.length()))
                        .toList();
        if (found.isEmpty()) {
            throw new ProveException("no scenario " + word + "; there are " + String.join(", ", known));
        }
        return found;
    }
}
