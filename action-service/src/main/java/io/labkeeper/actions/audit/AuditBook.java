package io.labkeeper.actions.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The audit trail as it is read. The caller bounds the time. */
@ApplicationScoped
class AuditBook {

    /** The newest first. $1 user, $2 cluster, $3 vmid, $4 event, $5 result, $6 from, $7 to, $8 id before, $9 how many. */
    static final String PAGE = """
            SELECT * FROM audit
             WHERE ($1::text IS NULL OR username = $1)
               AND ($2::text IS NULL OR cluster_id = $2)
               AND ($3::int IS NULL OR vmid = $3)
               AND ($4::text IS NULL OR event = $4)
               AND ($5::text IS NULL OR ($5 <> 'refused' AND result = $5) OR ($5 = 'refused' AND starts_with(result, 'refused_')))
               AND ($6::timestamptz IS NULL OR at >= $6)
               AND ($7::timestamptz IS NULL OR at < $7)
               AND ($8::bigint IS NULL OR id < $8)
             ORDER BY id DESC
             LIMIT $9""";

    /**
     * What goes before a search, in its transaction. The search is planned for what is asked for, so that the indexes serve it.
     *
     * <p>Postgres itself ends it, before its caller is told that it takes too long: a search through the whole trail does not keep other
     * questions from their places.
     */
    static final String BOUNDED = """
            SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('statement_timeout', '4s', true)""";

    private final Pool pool;

    AuditBook(Pool pool) {
        this.pool = pool;
    }

    /** Up to one line more than the limit. */
    Uni<List<AuditView>> page(AuditQuery query) {
        return pool.withTransaction(
                        connection -> connection.query(BOUNDED).execute().chain(() -> connection
                                .preparedQuery(PAGE)
                                .execute(query.parameters())))
                .map(AuditBook::views);
    }

    private static List<AuditView> views(RowSet<Row> rows) {
        List<AuditView> views = new ArrayList<>();
        rows.forEach(row -> views.add(view(row)));
        return views;
    }

    private static AuditView view(Row row) {
        OffsetDateTime at = row.getOffsetDateTime("at");
        JsonObject detail = row.getJsonObject("detail");
        return new AuditView(
                row.getLong("id"),
                at.toInstant(),
                row.getString("event"),
                row.getString("username"),
                row.getString("source_address"),
                row.getString("idempotency_key"),
                row.getUUID("action_id"),
                row.getString("cluster_id"),
                row.getInteger("vmid"),
                row.getString("kind"),
                row.getString("result"),
                row.getString("correlation_id"),
                detail == null ? Map.of() : detail.getMap());
    }
}
