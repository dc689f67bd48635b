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
    /** After a start a VM's addresses are looked for during two minutes. */
    private static final Duration STILL = Duration.ofMinutes(3);

    private static final Duration SILENT = Duration.ofSeconds(2);
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
            String now = story.idOfNow();
            story.comesWith("the id of now", now, false, findings);
            renaming.fromCommitToShown(SHOWN);
            story.comesWith("an older id", now, true, findings);
            story.comesWith("an id that never was", "nonsense", true, findings);
            load.allGood(findings);
        } finally {
            for (int i = 0; i < simulators.size(); i++) {
                simulators.get(i).lag(lags.get(i));
            }
        }
    }

    private record Story(Bench bench, HttpClient client, Api reader) {

        /**
         * Once it does not move any more. It also moves with what is noted of VMs and shown to nobody, such as that an address was looked for
         * and not found: so whoever has begun a moment later must be told the same one.
         */
        String idOfNow() {
            return Eventually.get("an id that stays", STILL, () -> {
                String before = idOfSnapshot();
                Eventually.pause(bench.pace().quick().plus(SILENT));
                return Optional.of(before).filter(idOfSnapshot()::equals);
            });
        }

        private String idOfSnapshot() {
            try (Listener listener = open(null)) {
                listener.awaitSnapshot();
                return listener.lastId();
            }
        }

        void comesWith(String what, String id, boolean snapshot, Findings findings) {
            try (Listener listener = open(id)) {
                Eventually.happens("a stream", LONGEST, () -> listener.retry() >= 0);
                if (snapshot) {
                    listener.awaitSnapshot();
                } else {
                    Eventually.pause(SILENT);
                }
                findings.expect(
                        listener.snapshots() == (snapshot ? 1 : 0) && listener.end() == null,
                        "with " + what + ": " + listener.snapshots() + " snapshots");
            }
        }

        private Listener open(String id) {
            return Listener.open(client, reader, bench.lab().token("admin"), id);
        }
    }
}
