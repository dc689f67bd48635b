package io.labkeeper.e2e.scenario.chaos;

import io.labkeeper.e2e.lab.Part;
import io.labkeeper.e2e.scenario.Bench;
import io.labkeeper.e2e.scenario.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Whether those processes that live through all of it pile anything up. The rule: the median of the last third of the samples is at most
 * a quarter above that of the first third, and a little; each sample is taken in a moment when nothing is broken.
 */
final class Hoard {
    private static final int FEWEST = 6;
    private static final long MEGABYTE = 1 << 20;
    private static final long SOME_HEAP = 12 * MEGABYTE;
    private static final long SOME_FILES = 12;

    private final Bench bench;
    private final boolean possible = Sample.possible();
    private final Map<String, List<Sample>> samples = new TreeMap<>();
    private final Map<String, Long> processes = new TreeMap<>();

    Hoard(Bench bench) {
        this.bench = bench;
        spared(bench).forEach(part -> processes.put(part.name(), part.pid()));
    }

    private static List<Part> spared(Bench bench) {
        return bench.lab().state().parts().stream()
                .filter(part ->
                        part.name().endsWith("-service-2") || part.name().endsWith("-worker-2"))
                .toList();
    }

    void look() {
        if (!possible) {
            return;
        }
        for (Part part : spared(bench)) {
            samples.computeIfAbsent(part.name(), name -> new ArrayList<>()).add(Sample.of(part));
        }
    }

    void tell(Findings findings) {
        findings.expect(
                spared(bench).stream().allMatch(part -> part.alive() && processes.get(part.name()) == part.pid()),
                "the second replicas have lived through all of it: " + processes.keySet());
        if (!possible) {
            findings.note("there is no jcmd beside this Java: whether anything piles up was not looked at");
            return;
        }
        samples.forEach((name, list) -> {
            tell(name + ": heap after a collection", "MB", MEGABYTE, SOME_HEAP, list, Sample::heapBytes, findings);
            tell(name + ": open files", "", 1, SOME_FILES, list, Sample::files, findings);
            tell(name + ": connections", "", 1, SOME_FILES, list, Sample::connections, findings);
        });
    }

    private static void tell(
            String what,
            String unit,
            long divisor,
            long slack,
            List<Sample> list,
            ToLongFunction<Sample> figure,
            Findings findings) {
        List<Long> all = list.stream().map(figure::applyAsLong).toList();
        int third = Math.max(1, all.size() / 3);
        long first = median(all.subList(0, third));
        long last = median(all.subList(all.size() - third, all.size()));
        long allowed = first + first / 4 + slack;
        String text = what + " " + first / divisor + " → " + last / divisor + " " + unit + " (≤ " + allowed / divisor
                + "), " + all.size() + " samples";
        if (all.size() < FEWEST) {
            findings.note(text + ": too few to judge");
        } else {
            findings.expect(last <= allowed, text);
        }
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
