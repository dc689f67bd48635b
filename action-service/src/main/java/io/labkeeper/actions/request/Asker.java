package io.labkeeper.actions.request;

/**
 * Who asks, from where.
 *
 * @param name user name, or {@code key:<name>}
 * @param actsOnAll administrators and operators
 * @param sourceAddress as far as it is known
 * @param idempotencyKey null without one
 */
record Asker(String name, boolean actsOnAll, String sourceAddress, String correlationId, String idempotencyKey) {}
