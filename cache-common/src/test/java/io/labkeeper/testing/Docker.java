package io.labkeeper.testing;

import org.testcontainers.DockerClientFactory;

/** Whether containers can be started here. */
final class Docker {
    private Docker() {}

    static boolean works() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException | LinkageError e) {
            System.out.println("no Docker: " + e.getMessage());
            return false;
        }
    }
}
