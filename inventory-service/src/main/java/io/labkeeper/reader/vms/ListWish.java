package io.labkeeper.reader.vms;

import io.labkeeper.store.StoreConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Asks for a cluster's list by a row in Postgres, for when Redis cannot carry the question: whoever owns the cluster looks there every
 * second. This service may write no table; the function that it calls writes this one row, and none while one is waiting.
 */
@ApplicationScoped
class ListWish {
    private static final Logger LOG = Logger.getLogger(ListWish.class);

    private final Pool pool;
    private final StoreConfig limits;

    ListWish(Pool pool, StoreConfig limits) {
        this.pool = pool;
        this.limits = limits;
    }

    /**
     * Whether the question stands there now. Never fails.
     *
     * @param id under which it was asked through the feed, if it was
     */
    Uni<Boolean> ask(UUID id, String clusterId) {
        return pool.preparedQuery("SELECT ask_for_list($1, $2)")
                .execute(Tuple.of(id, clusterId))
                .map(rows -> true)
                .ifNoItem()
                .after(limits.postgresStatement())
                .recoverWithItem(false)
                .onFailure()
                .invoke(failure -> LOG.debugf("cluster=%s not asked for: %s", clusterId, failure.getMessage()))
                .onFailure()
                .recoverWithItem(false);
    }
}
