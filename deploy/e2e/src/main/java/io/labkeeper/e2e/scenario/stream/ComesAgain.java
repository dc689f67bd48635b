package io.labkeeper.e2e.scenario.stream;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Renaming;
import io.labkeeper.e2e.scenario.Scenario;
import io.labkeeper.e2e.simulator.Simulator;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A client comes again and says what it has heard last. */
final class ComesAgain implements Scenario {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration STILL = Duration.ofMinutes(1);
    /** A snapshot comes with the first bytes. */
    private static final Duration TELLING = Duration.ofMillis(500);

    private static final Duration SHOWN = Duration.ofMillis(1500);
    private static final Duration NEVER = Duration.ofHours(1);

    @Override
    public String id() {
        return "S-04";
    }

    @Override
    public String promise() {
        return "a client that comes again with the Last-Event-ID of now gets no snapshot; with an older one, or one that never"
                + " was, it gets one";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        List<Simulator> simulators = bench.simulators();
        List<Duration> lags = simulators.stream().map(Simulator::lag).toList();
        try (PromisedLoad load = PromisedLoad.on(bench, findings);
                Renaming renaming = new Renaming(bench)) {
            simulators.forEach(simulator -> simulator.lag(NEVER));
            Story story = new Story(bench, Listener.client(), bench.readers().get(0));
            String now = story.comesWithIdOfNow(findings);
            renaming.fromCommitToShown(SHOWN);
            story.comesWith("an older id", now, findings);
            story.comesWith("an id that never was", "nonsense", findings);
            load.allGood(findings);
        } finally {
            for (int i = 0; i < simulators.size(); i++) {
                simulators.get(i).lag(lags.get(i));
            }
        }
    }

    /** @param after the id that whoever begins after it is told */
    private record Visit(String id, String after, int snapshots) {
        boolean counts() {
            return id.equals(after);
        }
    }

    private record Story(Bench bench, HttpClient client, Api reader) {

        /**
         * Comes with the id of now. The id also moves with what is told later or to nobody, such as new metrics: so only a visit counts before
         * and after which whoever begins is told the same id.
         *
         * @return the id
         */
        String comesWithIdOfNow(Findings findings) {
            Visit visit = Eventually.get("an id that stays for a visit", STILL, () -> Optional.of(visit())
                    .filter(Visit::counts));
            findings.expect(visit.snapshots() == 0, "with the id of now: " + visit.snapshots() + " snapshots");
            return visit.id();
        }

        private Visit visit() {
            String before = idOfSnapshot();
            try (Listener listener = open(before)) {
                Eventually.happens("a stream", LONGEST, () -> listener.retry() >= 0);
                Eventually.pause(TELLING);
                return new Visit(before, idOfSnapshot(), listener.snapshots());
            }
        }

        private String idOfSnapshot() {
            try (Listener listener = open(null)) {
                listener.awaitSnapshot();
                return listener.lastId();
            }
        }

        /** Comes with the id of another time. */
        void comesWith(String what, String id, Findings findings) {
            try (Listener listener = open(id)) {
                listener.awaitSnapshot();
                findings.expect(
                        listener.snapshots() == 1 && listener.end() == null,
                        "with " + what + ": " + listener.snapshots() + " snapshots");
            }
        }

        private Listener open(String id) {
            return Listener.open(client, reader, bench.lab().token("admin"), id);
        }
    }
}
