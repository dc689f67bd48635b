package io.labkeeper.actions.run;

import io.labkeeper.time.DatabaseClock;

/**
 * What every run of a runner shares.
 *
 * @param runner the name under which claims are held; no other process has it
 */
record RunContext(
        String runner,
        ActionStore store,
        Announcer announcer,
        Checkpoints checkpoints,
        ActionsConfig config,
        DatabaseClock clock) {}
