package io.labkeeper.e2e.scenario;

/** A story with a promise: something is done to a running lab, and what follows is measured. */
public interface Scenario {

    /** Short and stable: "S5a". */
    String id();

    /** What must hold, in one sentence. */
    String promise();

    /**
     * Plays the story and leaves the lab whole.
     *
     * @param findings takes what was measured
     * @throws io.labkeeper.e2e.ProveException if it cannot go on; counts as failed
     */
    void play(Bench bench, Findings findings);
}
