package io.labkeeper.proxmox;

import java.time.Duration;

/**
 * How a cluster in trouble is spared; see {@link ProxmoxConfig}.
 *
 * @param refusedPause how long a refused token is not sent again
 * @param failures in a row that open the circuit
 * @param pause how long it stays open
 */
record Caution(Duration refusedPause, int failures, Duration pause) {

    static final Caution DEFAULT = new Caution(Duration.ofSeconds(60), 5, Duration.ofSeconds(10));

    static Caution of(ProxmoxConfig config) {
        return new Caution(config.refusedPause(), config.circuitFailures(), config.circuitPause());
    }
}
