package io.labkeeper.e2e.scenario;

import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.check.VersionsNeverGoBack;
import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.load.SteadyLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Reads at the rate under which the promises for faults are given, and what they suffered. It begins with some calm seconds. Where the
 * machine is too slow although nothing is broken, it says so: then there are fewer reads, and instead of a bound of milliseconds twice
 * what reads take in the calm counts, or what a process takes at the same time that has nothing to do with the fault.
 */
public final class PromisedLoad implements AutoCloseable {
    /** Within which 99 of 100 reads are answered from memory. */
    public static final Duration FROM_MEMORY = Duration.ofMillis(10);

    private static final Duration WARM = Duration.ofSeconds(2);
    private static final Duration CALM = Duration.ofSeconds(3);
    /** At the promised rate, and at fewer and fewer reads. */
    private static final List<Integer> RATES = List.of(Pace.PROMISED_READS, 50, 20);
    /** A machine on which reads take longer in the calm has no room for that many. */
    private static final Duration BEARABLE = Duration.ofMillis(100);

    private static final int CONTROL_RATE = 40;
    private static final Duration DRAINED = Duration.ofSeconds(60);
    private static final String BLOCKED = "has been blocked for";

    private final Bench bench;
    private final List<Part> readers;
    private final long blockedBefore;
    private final SteadyLoad control;
    private SteadyLoad load;
    private Duration calm;

    private PromisedLoad(Bench bench, List<Api> readers, Findings findings) {
        this.bench = bench;
        List<String> names = readers.stream().map(Api::name).toList();
        this.readers = bench.lab().state().parts().stream()
                .filter(part -> names.contains(part.name()))
                .toList();
        this.control = bench.control(CONTROL_RATE);
        for (int rate : RATES) {
            if (begin(readers, rate, findings)) {
                break;
            }
        }
        this.blockedBefore = blocked();
    }

    /** @return whether the machine bears it, or has to */
    private boolean begin(List<Api> readers, int rate, Findings findings) {
        load = bench.load(readers, rate);
        Eventually.pause(WARM);
        long from = System.nanoTime();
        Eventually.pause(CALM);
        calm = load.p99Between(from, System.nanoTime());
        if (calm.compareTo(BEARABLE) <= 0 || rate == RATES.get(RATES.size() - 1)) {
            return true;
        }
        findings.note("this machine has no room for " + rate + " reads a second (p99 " + millis(calm)
                + " ms in the calm): there are fewer");
        load.close();
        readers.forEach(reader -> Eventually.happens(
                reader.name() + " idle again",
                DRAINED,
                () -> reader.get("/api/me").took().compareTo(BEARABLE) < 0));
        return false;
    }

    /** On all replicas. */
    public static PromisedLoad on(Bench bench, Findings findings) {
        return new PromisedLoad(bench, bench.readers(), findings);
    }

    /** On some of them: those that nothing is done to. */
    public static PromisedLoad on(Bench bench, List<Api> readers, Findings findings) {
        return new PromisedLoad(bench, readers, findings);
    }

    /** Adds how long 99 of 100 reads took between two moments of {@link System#nanoTime()}. */
    public void fast(String when, long from, long to, Duration bound, Findings findings) {
        Duration p99 = load.p99Between(from, to);
        Duration machine = control.p99Between(from, to);
        Duration twice = (machine.compareTo(calm) > 0 ? machine : calm).multipliedBy(2);
        Duration allowed = bound.compareTo(twice) > 0 ? bound : twice;
        findings.expect(
                !p99.isZero() && p99.compareTo(allowed) <= 0,
                when + ": reads' p99 " + millis(p99) + " ms (≤ " + millis(allowed)
                        + (allowed.equals(bound) || bound.isZero()
                                ? ""
                                : ", since this machine misses " + millis(bound) + " as it is")
                        + "; " + millis(calm) + " in the calm before it, " + millis(machine)
                        + " at the same time for the page of a process that knows no store)");
    }

    /** The same, where the calm and the process that has nothing to do with it are all there is to compare with. */
    public void notDoubled(String when, long from, long to, Findings findings) {
        fast(when, from, to, Duration.ZERO, findings);
    }

    /** Adds whether something else, that took this long since then, was within a bound that this machine can keep. */
    public void notSlowerThan(Duration bound, Duration took, String what, long from, Findings findings) {
        Duration twice = control.p99Between(from, System.nanoTime()).multipliedBy(2);
        Duration allowed = bound.compareTo(twice) > 0 ? bound : twice;
        findings.expect(
                took.compareTo(allowed) <= 0, what + ": p99 " + millis(took) + " ms (≤ " + millis(allowed) + ")");
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toNanos() / 1e6);
    }

    /** Sends no more, and adds whether every read was answered, no version went back, and no event loop was blocked. */
    public void allGood(Findings findings) {
        findings.expect(load.stop().allGood(), load.report().describe());
        findings.expect(VersionsNeverGoBack.check(bench.history().sightings()));
        long blocked = blocked() - blockedBefore;
        findings.expect(blocked == 0, blocked + " warnings of a blocked event loop");
    }

    private long blocked() {
        return readers.stream()
                .mapToLong(part -> lines(Path.of(part.facts().path("log").asText())))
                .sum();
    }

    private static long lines(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(BLOCKED)).count();
        } catch (IOException e) {
            throw new ProveException("cannot read " + log, e);
        }
    }

    @Override
    public void close() {
        control.close();
        load.close();
    }
}
