package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.lab.Lab;
import io.labkeeper.e2e.lab.LabCommand.Outcome;
import io.labkeeper.e2e.lab.Part;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The lab itself: down and up again, and one part after the other killed. To be played first: the simulated clusters begin anew. */
public final class StatusAndRepair implements Scenario {
    private static final Duration SECOND_START = Duration.ofSeconds(40);
    private static final Duration GONE = Duration.ofSeconds(5);
    private static final Pattern BROKEN = Pattern.compile("(?m)^\\s*BROKEN +(\\S+)");
    private static final List<String> STORES = List.of("redis", "postgres");

    @Override
    public String id() {
        return "S1";
    }

    @Override
    public String promise() {
        return "./lab down leaves no process behind, the second start is ready within 40 s, ./lab status tells the truth after a kill -9 of"
                + " any part, and ./lab up repairs it";
    }

    @Override
    public void play(Bench bench, Findings findings) {
        Lab lab = bench.lab();
        lab.again()
                .ifPresentOrElse(
                        up -> again(lab, up, findings),
                        () -> findings.note("this lab was found running: it is not taken down"));
        for (Part part : lab.state().parts()) {
            boolean isFirst =
                    part.name().endsWith("-1") && lab.state().serviceProcesses().containsKey(part.name());
            if (isFirst || STORES.contains(part.name())) {
                killed(lab, part, findings);
            }
        }
    }

    private static void again(Lab lab, Runnable up, Findings findings) {
        List<Part> before = lab.state().parts();
        lab.down();
        long left = before.stream().filter(Part::alive).count();
        findings.expect(left == 0, "down: " + left + " of " + before.size() + " parts are left");
        long begin = System.nanoTime();
        up.run();
        findings.within("up again after", Duration.ofNanos(System.nanoTime() - begin), SECOND_START);
        expectHealthy(lab, "up again", findings);
    }

    private static void killed(Lab lab, Part part, Findings findings) {
        lab.kill(part.name());
        Eventually.happens(part.name() + " dead", GONE, () -> !part.alive());
        Outcome status = lab.status();
        List<String> broken =
                BROKEN.matcher(status.said()).results().map(MatchResult::group).toList();
        // Without a store the others may say that they miss it.
        boolean isTruth = STORES.contains(part.name())
                ? status.said().matches("(?s).*BROKEN +" + part.name() + ".*")
                : broken.size() == 1 && broken.get(0).endsWith(part.name());
        findings.expect(
                status.code() == 1 && isTruth,
                part.name() + " killed: status ends with " + status.code() + " and calls broken: " + broken);
        lab.repair();
        expectHealthy(lab, "repaired", findings);
    }

    private static void expectHealthy(Lab lab, String when, Findings findings) {
        Outcome status = lab.status();
        boolean anyBroken = BROKEN.matcher(status.said()).find();
        findings.expect(
                status.code() == 0 && !anyBroken,
                when + ": status ends with " + status.code()
                        + (anyBroken ? ", with something broken" : ", nothing broken"));
    }
}
