package io.labkeeper.worker.reconcile;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** The moments of a write between which a process may die. They are logged at trace level; a test can let a writer die at each. */
interface WriteCheckpoints {

    enum Checkpoint {
        /** What is to be written is known, and nothing was sent. */
        ENCODED,
        /** In the transaction: the cluster's row is held. */
        HELD,
        /** In the transaction: all is written, and not committed. */
        WRITTEN,
        /** Postgres has it; neither memory nor Redis does. */
        COMMITTED
    }

    /** Goes on when this completes. */
    Uni<Void> passed(Checkpoint checkpoint, String clusterId);

    @ApplicationScoped
    @DefaultBean
    class Logged implements WriteCheckpoints {
        private static final Logger LOG = Logger.getLogger(WriteCheckpoints.class);

        @Override
        public Uni<Void> passed(Checkpoint checkpoint, String clusterId) {
            LOG.tracef("cluster=%s %s", clusterId, checkpoint);
            return Uni.createFrom().voidItem();
        }
    }
}
