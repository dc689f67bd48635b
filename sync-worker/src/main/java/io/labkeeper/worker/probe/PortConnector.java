package io.labkeeper.worker.probe;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Tries a TCP port. */
interface PortConnector {

    /**
     * Connects, and hangs up at once.
     *
     * @param ip in numbers: no name is looked up
     * @param limit after which the port counts as silent
     * @return never fails
     */
    Uni<ProbeOutcome> connect(String ip, int port, Duration limit);
}
