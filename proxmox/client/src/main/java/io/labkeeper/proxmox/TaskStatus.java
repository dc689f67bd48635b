package io.labkeeper.proxmox;

/**
 * How a task stands.
 *
 * @param running still at work
 * @param exitStatus null while running; then "OK", "WARNINGS: n", or the error text
 */
public record TaskStatus(boolean running, String exitStatus) {

    /** Ended well: OK, or with warnings, which are a success. */
    public boolean succeeded() {
        return !running && exitStatus != null && (exitStatus.equals("OK") || exitStatus.startsWith("WARNINGS"));
    }
}
