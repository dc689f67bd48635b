package io.labkeeper.actions.selection;

/**
 * Who asks, from where.
 *
 * @param name user name, or {@code key:<name>}
 * @param sourceAddress as far as it is known; null for what a timetable asks
 * @param idempotencyKey null without one
 */
public record Asker(String name, Standing standing, String sourceAddress, String correlationId, String idempotencyKey) {

    /** Administrators and operators; all others act on what is theirs. */
    public boolean actsOnAll() {
        return standing != Standing.USER;
    }
}
