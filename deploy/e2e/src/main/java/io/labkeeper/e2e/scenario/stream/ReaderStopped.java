package io.labkeeper.e2e.scenario.stream;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.List;

/** A replica with open streams is asked to stop. */
final class ReaderStopped implements Scenario {
    private static final int STREAMS = 50;
    private static final Duration STOPPED = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofSeconds(40);

    @Override
    public String id() {
        return "K-02";
    }

    @Override
    public String promise() {
        return "a replica with " + STREAMS
                + " open streams asked to stop: every stream ends as an answer ends, the process is"
                + " gone within 3 s, and the other replica notices nothing";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        List<Api> readers = bench.readers();
        // Not the first one: in a new lab its process may write its class data once it has stopped, which takes a
        // while.
        Api stopped = readers.get(readers.size() - 1);
        Part part = bench.lab().state().part(stopped.name());
        try (PromisedLoad load = PromisedLoad.on(bench, readers.subList(0, readers.size() - 1), findings);
                Crowd crowd = new Crowd(bench, stopped)) {
            crowd.come(STREAMS);
            bench.lab().terminate(stopped.name());
            try {
                Duration gone = Eventually.happens(stopped.name() + " gone", LONGEST, () -> !part.alive());
                findings.within(stopped.name() + " gone after", gone, STOPPED);
                Eventually.happens("the end of all streams", LONGEST, () -> crowd.listeners().stream()
                        .allMatch(listener -> listener.end() != null));
                long well = crowd.listeners().stream()
                        .filter(listener -> listener.end().equals("ended"))
                        .count();
                findings.expect(well == STREAMS, well + " of " + STREAMS + " streams ended in good order");
            } finally {
                bench.lab().repair();
            }
            load.allGood(findings);
        }
    }
}
