package io.labkeeper.actions.request;

import io.labkeeper.actions.audit.AuditLine;
import io.labkeeper.actions.audit.AuditTrail;
import io.labkeeper.actions.database.RequestGate;
import io.labkeeper.actions.request.SyncTriggerResource.Trigger;
import io.labkeeper.actions.request.SyncTriggerResource.Wanted;
import io.labkeeper.actions.selection.Asker;
import io.labkeeper.feed.FeedMessage.RefreshWanted;
import io.labkeeper.feed.FeedPublisher;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Writes down wishes to look, and tells the workers, who read them once a second in any case. */
@ApplicationScoped
class SyncRequests {
    /** Nobody would grant the wish for a cluster that was taken out of the inventory. The schema before V6 has no such column. */
    private static final String WANT = """
            INSERT INTO sync_request (id, cluster_id, mode, cause)
            SELECT gen_random_uuid(), cluster_id, $2, $3 FROM cluster_sync c
             WHERE ($1::text IS NULL OR cluster_id = $1) AND to_jsonb(c)->>'removed_at' IS NULL
            RETURNING id, cluster_id""";

    private final Pool pool;
    private final FeedPublisher feed;
    private final RequestGate gate;
    private final AuditTrail trail;

    SyncRequests(Pool pool, FeedPublisher feed, RequestGate gate, AuditTrail trail) {
        this.pool = pool;
        this.feed = feed;
        this.gate = gate;
        this.trail = trail;
    }

    static Trigger read(byte[] body) {
        if (body == null || body.length == 0) {
            return new Trigger(null, null);
        }
        try {
            return InventoryJson.request(body, Trigger.class);
        } catch (InventoryJson.UnreadableValue e) {
            throw new ProblemException(
                    ProblemType.INVALID_BODY, "The body must be of the form {\"cluster_id\": …, \"mode\": …}.");
        }
    }

    /** @param clusterId null for all clusters @return one wish a cluster; none if there is no such cluster */
    Uni<List<Wanted>> want(String clusterId, String mode, String cause, Asker asker) {
        return gate.admitted(deadline -> pool.withTransaction(connection -> insert(connection, clusterId, mode, cause)
                        .call(wanted -> trail.write(connection, asker, lines(clusterId, mode, cause, wanted)))
                        .call(deadline::stillInTime)))
                .invoke(wanted -> wanted.forEach(one -> feed.publish(new RefreshWanted(
                                one.clusterId(), null, cause, one.id().toString()))
                        .subscribe()
                        .with(told -> {})));
    }

    /** A line a cluster; one for all if there is none. */
    private static List<AuditLine> lines(String clusterId, String mode, String cause, List<Wanted> wanted) {
        if (wanted.isEmpty()) {
            String result = clusterId == null ? "done" : "refused_not_found";
            return List.of(line(clusterId, cause, result, new JsonObject().put("mode", mode)));
        }
        return wanted.stream()
                .map(one -> line(
                        one.clusterId(),
                        cause,
                        "done",
                        new JsonObject()
                                .put("mode", mode)
                                .put("request", one.id().toString())))
                .toList();
    }

    private static AuditLine line(String clusterId, String cause, String result, JsonObject detail) {
        return new AuditLine("sync_asked", null, clusterId, null, cause, result, detail);
    }

    private static Uni<List<Wanted>> insert(SqlClient connection, String clusterId, String mode, String cause) {
        return connection
                .preparedQuery(WANT)
                .execute(Tuple.of(clusterId, mode, cause))
                .map(rows -> {
                    List<Wanted> wanted = new ArrayList<>();
                    rows.forEach(row -> wanted.add(new Wanted(row.getUUID("id"), row.getString("cluster_id"), mode)));
                    return wanted;
                });
    }
}
