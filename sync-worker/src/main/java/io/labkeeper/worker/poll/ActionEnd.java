package io.labkeeper.worker.poll;

import io.labkeeper.action.ActionKind;
import java.time.Instant;

/**
 * An action that is over, however it ended.
 *
 * @param id UUID of version 7
 * @param at when it ended, database time
 */
record ActionEnd(String id, int vmid, ActionKind kind, Instant at) {}
