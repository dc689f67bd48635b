package io.labkeeper.e2e.scenario;

import java.time.Duration;
import java.util.List;

/**
 * How long things take in a run.
 *
 * @param quick interval of quick syncs
 * @param full interval of full syncs
 * @param away how long a store stays dead
 * @param watch how long a status is watched for flicker
 * @param readsPerSecond of the steady load, over all inventory replicas together
 */
public record Pace(Duration quick, Duration full, Duration away, Duration watch, int readsPerSecond) {

    /** The one of {@code ./lab prove}. */
    public static final Pace USUAL =
            new Pace(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofSeconds(15), 50);

    /** The same with stores that are dead for a shorter time, for a build that must not take long. */
    public static final Pace BRISK =
            new Pace(USUAL.quick(), USUAL.full(), Duration.ofSeconds(4), USUAL.watch(), USUAL.readsPerSecond());

    /** The options of {@code ./lab up} for these intervals. */
    public List<String> options() {
        return List.of("--quick", quick.toSeconds() + "s", "--full", full.toSeconds() + "s");
    }

    /** In words, for the report. */
    public String describe() {
        return "quick sync every " + quick.toSeconds() + " s, full sync every " + full.toSeconds() + " s, "
                + readsPerSecond + " reads a second";
    }
}
