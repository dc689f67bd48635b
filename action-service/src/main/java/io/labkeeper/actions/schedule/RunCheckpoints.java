package io.labkeeper.actions.schedule;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/** The moments between which a replica may die. They are logged; a test can let a replica die at each. */
interface RunCheckpoints {

    enum Checkpoint {
        CLAIMED,
        ASKED,
        ENDED
    }

    /** Goes on when this completes. */
    Uni<Void> passed(Checkpoint checkpoint, DueRun run);

    /** Production's. */
    final class Logged implements RunCheckpoints {
        private static final Logger LOG = Logger.getLogger(RunCheckpoints.class);

        @Override
        public Uni<Void> passed(Checkpoint checkpoint, DueRun run) {
            LOG.debugf("%s schedule=%s due_at=%s", checkpoint, run.scheduleId(), run.dueAt());
            return Uni.createFrom().voidItem();
        }
    }
}
