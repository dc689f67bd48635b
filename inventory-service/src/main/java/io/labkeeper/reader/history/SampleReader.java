package io.labkeeper.reader.history;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.store.Bulkhead;
import io.labkeeper.store.StoreConfig;
import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The samples of a VM, from Postgres. They are those with its birth mark: of an earlier VM with its number, which belonged to
 * somebody else, nothing is shown. A VM whose birth mark is not known yet has none.
 */
@ApplicationScoped
class SampleReader {
    /** Ten times what the usual intervals leave of 30 days; only full syncs every few seconds, as in a lab, make more. */
    static final int MOST = 3000;

    /** The samples of full syncs as far back as they are kept, and hours before that: whole hours are dropped, so none is told twice. */
    private static final String READ = """
            SELECT at, status, cpu_usage, memory_usage FROM vm_sample
             WHERE cluster_id = $1 AND vmid = $2 AND birth = $3 AND at >= $4 AND at < $5
               AND (resolution = 'raw' OR resolution = 'hour'
                    AND at < coalesce((SELECT date_trunc('hour', min(at), 'UTC') FROM vm_sample
                                        WHERE cluster_id = $1 AND vmid = $2 AND birth = $3 AND resolution = 'raw'), 'infinity'))
             ORDER BY at DESC LIMIT $6""";

    /** Questions at once: the view's own, on the same connections, must not stand behind a crowd of these. */
    private static final int AT_ONCE = 2;

    /** Of those that come meanwhile, a whole class at the same moment waits for its turn. */
    private static final int WAITING = 50;

    private final Pool pool;
    private final Bulkhead bulkhead;

    SampleReader(Pool pool, StoreConfig limits) {
        this.pool = pool;
        this.bulkhead = new Bulkhead("Postgres", AT_ONCE, WAITING, limits.postgresStatement());
    }

    /**
     * The oldest first; if there are more than {@value #MOST}, the newest of them. Fails at once while Postgres is away, or while more
     * than {@value #WAITING} others wait for theirs.
     *
     * @return fails with {@link StoreException}, which is a {@link io.labkeeper.store.StoreBusyException} if there are too many
     */
    Uni<List<HistorySample>> of(VmRecord vm, HistoryRange range) {
        Tuple parameters = Tuple.tuple()
                .addString(vm.vm().clusterId())
                .addInteger(vm.vm().vmid())
                .addString(vm.internal().birth())
                .addValue(range.from().atOffset(ZoneOffset.UTC))
                .addValue(range.to().atOffset(ZoneOffset.UTC))
                .addInteger(MOST);
        return bulkhead.ask(() -> pool.preparedQuery(READ).execute(parameters).map(SampleReader::samples))
                .onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException("Postgres refused: " + failure.getMessage(), failure));
    }

    private static List<HistorySample> samples(RowSet<Row> rows) {
        List<HistorySample> samples = new ArrayList<>(rows.size());
        rows.forEach(row -> samples.add(new HistorySample(
                row.getOffsetDateTime("at").toInstant(),
                row.getString("status"),
                row.getDouble("cpu_usage"),
                row.getDouble("memory_usage"))));
        Collections.reverse(samples);
        return samples;
    }
}
