package io.labkeeper.actions.request;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.time.DatabaseClock;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Ends a shutdown that waits for its guest, for a stop that overrules it. */
@ApplicationScoped
class Superseding {
    private static final String SUPERSEDE = """
            WITH ended AS (
              UPDATE action
                 SET state = 'superseded', finished_at = clock_timestamp(), claim_until = NULL,
                     version = version + 1, updated_at = clock_timestamp()
               WHERE id = :id AND kind = 'shutdown' AND finished_at IS NULL
              RETURNING *
            ), trail AS (
              INSERT INTO audit (event, username, action_id, cluster_id, vmid, kind, result)
              SELECT 'action_ended', requested_by, id, cluster_id, vmid, kind, state FROM ended
            )
            SELECT version FROM ended""";

    private final DatabaseClock clock;

    Superseding(DatabaseClock clock) {
        this.clock = clock;
    }

    /**
     * Within the caller's transaction, with its line in the audit trail.
     *
     * @return what is to be told of it; nothing if it has ended by itself in this very moment
     */
    Uni<List<ActionNotice>> supersede(ActionEntity open) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(SUPERSEDE, Long.class)
                        .setParameter("id", open.id)
                        .getResultList())
                .map(versions -> versions.stream()
                        .map(version -> superseded(open, version))
                        .toList());
    }

    private ActionNotice superseded(ActionEntity open, long version) {
        return new ActionNotice(
                open.id.toString(),
                open.clusterId,
                open.vmid,
                ActionKind.SHUTDOWN,
                ActionPhase.SUPERSEDED,
                version,
                null,
                clock.now());
    }
}
