package io.labkeeper.proxmox;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The clusters file, or directory, is not usable; the message names file, cluster and key, and never a secret. Quarkus ends the start with
 * this message alone.
 */
public final class BadClustersFileException extends ConfigurationException {

    BadClustersFileException(String message) {
        super(message);
    }
}
