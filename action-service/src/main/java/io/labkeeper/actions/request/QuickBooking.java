package io.labkeeper.actions.request;

import io.labkeeper.action.ActionPhase;
import io.labkeeper.actions.audit.AuditEntity;
import io.labkeeper.actions.database.DatabasePulse;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/**
 * Books an action on a VM on which nothing is open, the usual case: the look, the action and its line in the audit trail are one statement.
 * When a whole school clicks at once, each statement less for each click is what the last one waits for.
 */
@ApplicationScoped
class QuickBooking {

    /**
     * $1 id, $2 cluster, $3 vmid, $4 birth, $5 node, $6 kind, $7 time limit, $8 force, $9 overrule, $10 user, $11 time, $12 address, $13
     * correlation, $14 result. No row if something is open; fails with 23505 if it was opened in this very moment.
     */
    private static final String BOOK = """
            WITH booked AS (
              INSERT INTO action (id, cluster_id, vmid, birth, node, kind, timeout_seconds, force, overrule, state, version,
                                  requested_by, requested_at, updated_at)
              SELECT $1::uuid, $2::text, $3::int, $4::text, $5::text, $6::text, $7::int, $8::boolean, $9::boolean, 'accepted', 1,
                     $10::text, $11::timestamptz, $11::timestamptz
               WHERE NOT EXISTS (
                       SELECT FROM action
                        WHERE cluster_id = $2 AND vmid = $3 AND state IN ('accepted', 'claimed', 'submitting', 'submitted'))
              RETURNING id, cluster_id, vmid, kind, requested_by
            ), trail AS (
              INSERT INTO audit (event, username, source_address, correlation_id, action_id, cluster_id, vmid, kind, result)
              SELECT 'action_asked', requested_by, $12::text, $13::text, id, cluster_id, vmid, kind, $14::text FROM booked
            )
            SELECT id FROM booked""";

    private final Pool pool;
    private final DatabasePulse pulse;

    QuickBooking(Pool pool, DatabasePulse pulse) {
        this.pool = pool;
        this.pulse = pulse;
    }

    /**
     * @param action to be {@code accepted}, without a key: one with a key must be alone with it, which takes more than a statement
     * @param asked its line in the audit trail
     * @param last the last step before the commit, if there is something to commit; what it fails with undoes all
     * @return whether it is booked; if not, something is open
     */
    Uni<Boolean> book(ActionEntity action, AuditEntity asked, Supplier<Uni<Void>> last) {
        return pool.withTransaction(connection -> pulse.listening(insert(connection, action, asked))
                .call(booked -> booked ? last.get() : Uni.createFrom().voidItem()));
    }

    private static Uni<Boolean> insert(SqlConnection connection, ActionEntity action, AuditEntity asked) {
        if (!ActionPhase.ACCEPTED.word().equals(action.state) || action.idempotencyKey != null) {
            throw new IllegalArgumentException("only what has no key and just begins is booked so");
        }
        Tuple parameters = Tuple.tuple()
                .addUUID(action.id)
                .addString(action.clusterId)
                .addInteger(action.vmid)
                .addString(action.birth)
                .addString(action.node)
                .addString(action.kind)
                .addInteger(action.timeoutSeconds)
                .addBoolean(action.force)
                .addBoolean(action.overrule)
                .addString(action.requestedBy)
                .addOffsetDateTime(utc(action.requestedAt))
                .addString(asked.sourceAddress)
                .addString(asked.correlationId)
                .addString(asked.result);
        return connection.preparedQuery(BOOK).execute(parameters).map(rows -> rows.size() == 1);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
