package io.labkeeper.worker.probe;

/** Counts probes. */
public interface ProbeCounter {

    /** A port was tried. */
    void probed(String clusterId, ProbedService service, ProbeOutcome outcome);
}
