package io.labkeeper.actions.request;

import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.database.KeyTaken;
import io.labkeeper.actions.selection.Asker;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The idempotency keys of requests for single actions: what one has led to, and that it is used once. Most are in the row of their action; one that was
 * answered with an action that was open already has a row of its own.
 */
@ApplicationScoped
class ActionKeys {
    private static final String REMEMBERED = """
            SELECT action_id, request_hash FROM action_key WHERE requested_by = :name AND idempotency_key = :key
            UNION ALL
            SELECT NULL, request_hash FROM action_batch WHERE requested_by = :name AND idempotency_key = :key""";

    /** Lets one request with a key be booked at a time. */
    private static final String LOCK_KEY = "SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(:lock, 0))";

    private static final String USES = """
            SELECT (SELECT count(*) FROM action WHERE requested_by = :name AND idempotency_key = :key)
                 + (SELECT count(*) FROM action_key WHERE requested_by = :name AND idempotency_key = :key)
                 + (SELECT count(*) FROM action_batch WHERE requested_by = :name AND idempotency_key = :key)""";

    private static final String REMEMBER = """
            INSERT INTO action_key (requested_by, idempotency_key, request_hash, action_id)
            VALUES (:name, :key, :hash, :action)""";

    /**
     * The action that a key has led to, and the hash of the request that it came with.
     *
     * @param action null if that was a request for many
     */
    record Earlier(ActionEntity action, String requestHash) {}

    private final DatabasePulse pulse;

    ActionKeys(DatabasePulse pulse) {
        this.pulse = pulse;
    }

    /** @return null if the key is new */
    Uni<Earlier> byKey(Asker asker) {
        return Panache.withSession(() -> ActionEntity.<ActionEntity>find(
                        "requestedBy = ?1 and idempotencyKey = ?2", asker.name(), asker.idempotencyKey())
                .firstResult()
                .chain(own ->
                        own == null ? remembered(asker) : Uni.createFrom().item(new Earlier(own, own.requestHash))));
    }

    private static Uni<Earlier> remembered(Asker asker) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(REMEMBERED, Object[].class)
                        .setParameter("name", asker.name())
                        .setParameter("key", asker.idempotencyKey())
                        .getSingleResultOrNull())
                .chain(row -> row == null
                        ? Uni.createFrom().nullItem()
                        : row[0] == null
                                ? Uni.createFrom().item(new Earlier(null, (String) row[1]))
                                : ActionEntity.<ActionEntity>findById(row[0])
                                        .map(action -> new Earlier(action, (String) row[1])));
    }

    /** Within the caller's transaction, to whose end others with the same key wait. Fails with {@link KeyTaken} if it was used. */
    Uni<Void> isFree(Asker asker) {
        return asker.idempotencyKey() == null
                ? Uni.createFrom().voidItem()
                : lock(asker).chain(() -> uses(asker)).invoke(ActionKeys::none).replaceWithVoid();
    }

    private Uni<Integer> lock(Asker asker) {
        return pulse.listening(Panache.getSession().chain(session -> session.createNativeQuery(LOCK_KEY, Integer.class)
                .setParameter("lock", KeyTaken.lock(asker.name(), asker.idempotencyKey()))
                .getSingleResult()));
    }

    private Uni<Long> uses(Asker asker) {
        return pulse.listening(Panache.getSession().chain(session -> session.createNativeQuery(USES, Long.class)
                .setParameter("name", asker.name())
                .setParameter("key", asker.idempotencyKey())
                .getSingleResult()));
    }

    private static void none(long uses) {
        if (uses > 0) {
            throw new KeyTaken();
        }
    }

    /**
     * The key of a request that is answered with an action that is not its own, in the transaction that has seen it open: a parallel
     * repeat finds it there, or is refused by the index and looks again.
     */
    Uni<Void> remember(ActionEntity action, PowerRequest request, Asker asker) {
        return asker.idempotencyKey() == null
                ? Uni.createFrom().voidItem()
                : Panache.getSession()
                        .chain(session -> session.createNativeQuery(REMEMBER)
                                .setParameter("name", asker.name())
                                .setParameter("key", asker.idempotencyKey())
                                .setParameter("hash", request.hash())
                                .setParameter("action", action.id)
                                .executeUpdate())
                        .replaceWithVoid();
    }
}
