package io.labkeeper.actions.run;

import io.labkeeper.actions.lifecycle.Action;
import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** The moments between which a process may die. They are logged; a test can let a runner die at each. */
interface Checkpoints {

    enum Checkpoint {
        CLAIMED,
        SUBMITTING_SAVED,
        ORDER_SENT,
        UPID_SAVED,
        END_SAVED
    }

    /** Goes on when this completes. */
    Uni<Void> passed(Checkpoint checkpoint, Action action);

    /** Before due actions are claimed: which ones is not known yet. Claims when this completes. */
    default Uni<Void> aboutToClaim() {
        return Uni.createFrom().voidItem();
    }

    @ApplicationScoped
    @DefaultBean
    class Logged implements Checkpoints {
        private static final Logger LOG = Logger.getLogger(Checkpoints.class);

        @Override
        public Uni<Void> passed(Checkpoint checkpoint, Action action) {
            LOG.debugf("%s action=%s vm=%s", checkpoint, action.id(), action.vm());
            return Uni.createFrom().voidItem();
        }
    }
}
