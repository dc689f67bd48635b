package io.labkeeper.simulator.power;

import java.time.Duration;

/** What a task does once it holds its guest's lock file. */
sealed interface Plan {

    /** Fails at once. */
    record Fail(String error) implements Plan {}

    /** Nothing to do: ends OK at once. */
    record Nothing() implements Plan {}

    /**
     * Takes a while, then changes something.
     *
     * @param takes null for the usual time of a task
     */
    record Act(Duration takes, Runnable effect) implements Plan {}

    /** Takes a while in vain. */
    record FailLater(Duration takes, String error) implements Plan {}
}
