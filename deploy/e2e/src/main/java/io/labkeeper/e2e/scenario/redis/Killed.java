package io.labkeeper.e2e.scenario.redis;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import io.labkeeper.e2e.scenario.PromisedLoad;
import io.labkeeper.e2e.scenario.Scenario;
import java.time.Duration;

/** Redis is dead: memory answers. */
final class Killed implements Scenario {
    private static final Duration AWAY = Duration.ofSeconds(6);

    @Override
    public String id() {
        return "R-01";
    }

    @Override
    public String promise() {
        return "Redis killed: reads go on from memory, p99 below 10 ms, and every replica stays ready";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        try (PromisedLoad load = PromisedLoad.on(bench, findings)) {
            bench.lab().kill("redis");
            long killed = System.nanoTime();
            try {
                Eventually.pause(AWAY);
                load.fast("Redis dead", killed, System.nanoTime(), PromisedLoad.FROM_MEMORY, findings);
                bench.readers().forEach(reader -> fromMemory(bench, reader, findings));
            } finally {
                bench.lab().repair();
            }
            load.allGood(findings);
        }
    }

    private static void fromMemory(Bench bench, Api reader, Findings findings) {
        Answer answer = reader.get("/api/vms");
        String source = answer.headers().firstValue("Labkeeper-Source").orElse("nothing");
        boolean ready = bench.lab().health(reader.name()).ready();
        boolean told =
                !bench.lab().health(reader.name()).detail("redis_answers").asBoolean(true);
        findings.expect(
                answer.status() == 200 && source.equals("view") && ready && told,
                reader.name() + " answers " + answer.status() + " from " + source + ", is "
                        + (ready ? "ready" : "not ready") + ", and " + (told ? "says" : "does not say")
                        + " that Redis does not answer");
    }
}
