package io.labkeeper.simulator.state;

import java.time.Duration;

/**
 * How the next power task of a guest shall go, when it is not to go well.
 *
 * @param error exit text of a task that fails and changes nothing; null if it succeeds
 * @param warnings number of warnings of a task that succeeds; 0 for a plain OK
 * @param duration how long the task takes; null for the usual time
 * @param diesAfter how long after the task's good end the guest is found stopped; null if it stays as it is
 */
public record TaskOutcome(String error, int warnings, Duration duration, Duration diesAfter) {

    public static final TaskOutcome GOOD = new TaskOutcome(null, 0, null, null);

    public static TaskOutcome failing(String error) {
        return new TaskOutcome(error, 0, null, null);
    }

    public static TaskOutcome warning(int warnings) {
        return new TaskOutcome(null, warnings, null, null);
    }

    /** A start that succeeds as a task, after which the guest is gone again at once. */
    public static TaskOutcome dying(Duration after) {
        return new TaskOutcome(null, 0, null, after);
    }

    /** What stands in the task's exit status if its work is done. */
    public String exitStatus() {
        return warnings == 0 ? "OK" : "WARNINGS: " + warnings;
    }
}
