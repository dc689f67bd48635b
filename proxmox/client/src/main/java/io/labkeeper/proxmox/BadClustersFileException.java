package io.labkeeper.proxmox;

/** The clusters file is not usable; the message names file, cluster and key, and never a secret. */
public final class BadClustersFileException extends RuntimeException {

    BadClustersFileException(String message) {
        super(message);
    }
}
