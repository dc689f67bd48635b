package io.labkeeper.actions.audit;

import io.labkeeper.actions.database.DatabasePulse;
import io.labkeeper.actions.selection.Asker;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Writes lines of the audit trail, any number in one statement. The caller bounds the time. */
@ApplicationScoped
public class AuditTrail {
    private static final String WRITE = """
            INSERT INTO audit (username, source_address, correlation_id, idempotency_key,
                               event, action_id, cluster_id, vmid, kind, result, detail)
            SELECT $1, $2, $3, $4, line.event, line.action_id, line.cluster_id, line.vmid, line.kind, line.result,
                   line.detail::jsonb
              FROM unnest($5::text[], $6::uuid[], $7::text[], $8::int[], $9::text[], $10::text[], $11::text[])
                   AS line (event, action_id, cluster_id, vmid, kind, result, detail)""";

    private final Pool pool;
    private final DatabasePulse pulse;
    private final AuditFlood flood;

    AuditTrail(Pool pool, DatabasePulse pulse, AuditFlood flood) {
        this.flood = flood;
        this.pool = pool;
        this.pulse = pulse;
    }

    /** By itself, for what has changed nothing; if the same caller has asked for too much of it, only counted ({@link AuditFlood}). */
    public Uni<Void> write(Asker asker, AuditLine line) {
        return flood.ownLine(asker.name(), line.event(), line.result(), line.clusterId(), line.vmid())
                ? write(pool, asker, List.of(line))
                : Uni.createFrom().voidItem();
    }

    /** @param client the connection whose transaction the lines belong to */
    public Uni<Void> write(SqlClient client, Asker asker, List<AuditLine> lines) {
        Tuple parameters = Tuple.tuple()
                .addString(asker.name())
                .addString(asker.sourceAddress())
                .addString(asker.correlationId())
                .addString(asker.idempotencyKey())
                .addArrayOfString(texts(lines, AuditLine::event))
                .addArrayOfUUID(lines.stream().map(AuditLine::actionId).toArray(UUID[]::new))
                .addArrayOfString(texts(lines, AuditLine::clusterId))
                .addArrayOfInteger(lines.stream().map(AuditLine::vmid).toArray(Integer[]::new))
                .addArrayOfString(texts(lines, AuditLine::kind))
                .addArrayOfString(texts(lines, AuditLine::result))
                .addArrayOfString(texts(lines, line -> line.detail().encode()));
        return pulse.listening(client.preparedQuery(WRITE).execute(parameters)).replaceWithVoid();
    }

    private static String[] texts(List<AuditLine> lines, Function<AuditLine, String> column) {
        return lines.stream().map(column).toArray(String[]::new);
    }
}
