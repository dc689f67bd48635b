package io.labkeeper.e2e.scenario.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** What is to go wrong, one step after the other: the same for the same seed, and a longer plan begins as a shorter one does. */
record Plan(List<Step> steps) {
    /** From the beginning of a step to that of the next one. */
    static final Duration EVERY = Duration.ofSeconds(30);

    private static final int SHORTEST_MS = 2_000;
    private static final int LONGEST_MS = 20_000;

    /**
     * @param troubles one, or two at once
     * @param length after which they are put right
     */
    record Step(int number, List<Trouble> troubles, Duration length) {

        String what() {
            return troubles.stream().map(Trouble::what).collect(Collectors.joining(" and "));
        }
    }

    static Plan of(long seed, Duration length) {
        Random random = new Random(seed);
        Troubles troubles = new Troubles(random);
        List<Step> steps = new ArrayList<>();
        long count = Math.max(1, length.toMillis() / EVERY.toMillis());
        for (int number = 1; number <= count; number++) {
            List<Trouble> now = new ArrayList<>(List.of(troubles.next()));
            if (random.nextInt(4) == 0) {
                Trouble another = troubles.next();
                if (another.goesWith(now.get(0))) {
                    now.add(another);
                }
            }
            steps.add(new Step(number, now, Duration.ofMillis(SHORTEST_MS + random.nextInt(LONGEST_MS - SHORTEST_MS))));
        }
        return new Plan(List.copyOf(steps));
    }
}
