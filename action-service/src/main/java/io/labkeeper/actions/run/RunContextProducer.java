package io.labkeeper.actions.run;

import io.labkeeper.feed.Replica;
import io.labkeeper.time.DatabaseClock;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** This replica's runner and what it works with. */
final class RunContextProducer {

    @Produces
    @Singleton
    RunContext context(
            Replica replica,
            ActionStore store,
            Announcer announcer,
            Checkpoints checkpoints,
            ActionsConfig config,
            DatabaseClock clock) {
        return new RunContext(replica.incarnation(), store, announcer, checkpoints, config, clock);
    }
}
