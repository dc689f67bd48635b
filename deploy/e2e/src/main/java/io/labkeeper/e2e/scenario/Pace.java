package io.labkeeper.e2e.scenario;

import java.time.Duration;
import java.util.List;

/**
 * How long things take in a run.
 *
 * @param quick interval of quick syncs
 * @param full interval of full syncs
 * @param away how long a store stays dead
 * @param watch how long a status is watched for flicker; longer than the simulated list lags behind, which is 10 s
 * @param pending within what time an accepted action must show
 * @param refused within what time an action must be refused while Postgres is away
 * @param slack what reading and showing may take beyond the intervals
 * @param readsPerSecond of the steady load, over all inventory replicas together
 */
public record Pace(
        Duration quick,
        Duration full,
        Duration away,
        Duration watch,
        Duration pending,
        Duration refused,
        Duration slack,
        int readsPerSecond) {

    /** The steady load under which the promises for faults are given, over all inventory replicas together. */
    public static final int PROMISED_READS = 200;

    /** The one of {@code ./lab prove}. */
    public static final Pace USUAL = new Pace(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            50);

    /**
     * For a build: Proxmox is asked more often, stores are dead for a shorter time, and the bounds that are a matter of milliseconds are wider, and reading has more
     * time, since the machine may do other work at the same time.
     */
    public static final Pace BRISK = new Pace(
            Duration.ofSeconds(2),
            Duration.ofSeconds(8),
            Duration.ofSeconds(4),
            Duration.ofSeconds(13),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            USUAL.readsPerSecond());

    /** The options of {@code ./lab up} for these intervals. */
    public List<String> options() {
        return List.of("--quick", quick.toSeconds() + "s", "--full", full.toSeconds() + "s");
    }

    /** The longest time from one quick sync to what the next one brings being shown: intervals vary by 10 %. */
    public Duration quickShown() {
        return quick.plus(quick.dividedBy(10)).plus(slack);
    }

    /** In words, for the report. */
    public String describe() {
        return "quick sync every " + quick.toSeconds() + " s, full sync every " + full.toSeconds() + " s, "
                + readsPerSecond + " reads a second";
    }
}
