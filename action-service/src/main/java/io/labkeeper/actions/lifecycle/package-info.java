/**
 * An action as a value: what was wished, how far it has come, and which steps lead on from there. Nothing here talks to
 * anything; {@code run} decides which step to take and writes it down.
 */
package io.labkeeper.actions.lifecycle;
