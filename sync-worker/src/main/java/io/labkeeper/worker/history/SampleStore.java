package io.labkeeper.worker.history;

import io.labkeeper.store.StoreException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;

/**
 * The samples in Postgres. Every statement does nothing unless the lease is held under the given fence, and may be repeated. The
 * fence is looked at without a lock: a lock would make change sets wait for the history, and what could slip through at the moment of
 * a change of owner is a true sample more.
 */
@ApplicationScoped
class SampleStore {
    private static final String ADD = """
            INSERT INTO vm_sample (cluster_id, vmid, resolution, at, birth, status, cpu_usage, memory_usage)
            SELECT c.cluster_id, s.vmid, 'raw', $3, s.birth, s.status, s.cpu_usage, s.memory_usage
              FROM cluster_sync c,
                   unnest($4::integer[], $5::text[], $6::text[], $7::double precision[], $8::double precision[])
                       AS s (vmid, birth, status, cpu_usage, memory_usage)
             WHERE c.cluster_id = $1 AND c.fence = $2
            ON CONFLICT DO NOTHING""";

    /**
     * Hours follow each other: what begins after the last hourly sample has not been thinned out yet, and an hour is complete once a
     * full sync of a later one is there, since syncs are written one after the other. Averages of the numbers; the status seen most
     * often, which is the one that lasted longest (the later one of equals). If the number was given to another VM within the hour,
     * the hour is that one's: the earlier VM is gone, and nobody may see it any more.
     */
    private static final String DOWN_SAMPLE = """
            WITH span AS (
                SELECT date_trunc('hour', min(at), 'UTC') AS began FROM vm_sample
                 WHERE cluster_id = $1 AND resolution = 'raw'
                   AND at >= coalesce((SELECT max(at) + interval '1 hour' FROM vm_sample
                                        WHERE cluster_id = $1 AND resolution = 'hour'), '-infinity')
                   AND EXISTS (SELECT FROM cluster_sync WHERE cluster_id = $1 AND fence = $2)),
            due AS (
                SELECT s.*, date_trunc('hour', s.at, 'UTC') AS hour,
                       last_value(s.birth) OVER (PARTITION BY s.vmid, date_trunc('hour', s.at, 'UTC') ORDER BY s.at
                           ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last_birth
                  FROM vm_sample s, span
                 WHERE s.cluster_id = $1 AND s.resolution = 'raw' AND s.at >= span.began
                   AND s.at < span.began + make_interval(hours => $4)
                   AND s.at < date_trunc('hour', least($3::timestamptz, clock_timestamp()), 'UTC')),
            lasted AS (
                SELECT vmid, hour, birth, status, count(*) AS times, max(at) AS latest,
                       sum(cpu_usage) AS cpu, count(cpu_usage) AS cpus,
                       sum(memory_usage) AS memory, count(memory_usage) AS memories
                  FROM due WHERE birth = last_birth GROUP BY vmid, hour, birth, status)
            INSERT INTO vm_sample (cluster_id, vmid, resolution, at, birth, status, cpu_usage, memory_usage)
            SELECT $1, vmid, 'hour', hour, birth, (array_agg(status ORDER BY times DESC, latest DESC))[1],
                   round((sum(cpu) / nullif(sum(cpus), 0)::double precision)::numeric, 1)::double precision,
                   round((sum(memory) / nullif(sum(memories), 0)::double precision)::numeric, 1)::double precision
              FROM lasted GROUP BY vmid, hour, birth
            ON CONFLICT DO NOTHING""";

    /** By place in the table: rows are never changed, and nobody else drops those of this cluster. Whole hours, the oldest first. */
    private static final String PURGE = """
            DELETE FROM vm_sample WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM vm_sample
                 WHERE cluster_id = $1 AND resolution = $3
                   AND at < date_trunc('hour', clock_timestamp() - make_interval(secs => $4), 'UTC')
                   AND EXISTS (SELECT FROM cluster_sync WHERE cluster_id = $1 AND fence = $2)
                 ORDER BY at LIMIT $5))""";

    private final Pool pool;
    private final HistoryConfig config;

    SampleStore(Pool pool, HistoryConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** The lease under which a cluster's history is written. */
    record Holder(String clusterId, long fence) {}

    /** Adds the samples of a full sync that was begun then. @return how many rows are new */
    Uni<Integer> add(Holder holder, Instant at, List<Sample> samples) {
        return run(
                ADD,
                Tuple.tuple()
                        .addString(holder.clusterId())
                        .addLong(holder.fence())
                        .addValue(at.atOffset(ZoneOffset.UTC))
                        .addValue(column(samples, Sample::vmid).toArray(Integer[]::new))
                        .addValue(column(samples, Sample::birth).toArray(String[]::new))
                        .addValue(column(samples, Sample::status).toArray(String[]::new))
                        .addValue(column(samples, Sample::cpuUsage).toArray(Double[]::new))
                        .addValue(column(samples, Sample::memoryUsage).toArray(Double[]::new)));
    }

    /**
     * Makes hourly samples of the hours that ended before the last full sync, a few hours at once.
     *
     * @param last begin of the last full sync
     * @return how many rows are new; 0 when all is done
     */
    Uni<Integer> downSample(Holder holder, Instant last) {
        return run(
                DOWN_SAMPLE,
                Tuple.of(holder.clusterId(), holder.fence(), last.atOffset(ZoneOffset.UTC), config.hoursAtOnce()));
    }

    /** Drops a batch of samples that are older than they are kept. @return how many; fewer than a batch when all is done */
    Uni<Integer> purge(Holder holder, Resolution resolution) {
        Duration keep = resolution == Resolution.RAW ? config.keepSamples() : config.keepHours();
        return run(
                PURGE,
                Tuple.of(
                        holder.clusterId(),
                        holder.fence(),
                        resolution.word(),
                        (double) keep.toSeconds(),
                        config.purgeBatch()));
    }

    private Uni<Integer> run(String sql, Tuple parameters) {
        return pool.preparedQuery(sql)
                .execute(parameters)
                .map(rows -> rows.rowCount())
                .ifNoItem()
                .after(config.statementLimit())
                .failWith(() -> new StoreException("Postgres did not answer within "
                        + config.statementLimit().toMillis() + " ms"))
                .onFailure(failure -> !(failure instanceof StoreException))
                .transform(failure -> new StoreException("Postgres refused: " + failure.getMessage(), failure));
    }

    private static <T> List<T> column(List<Sample> samples, Function<Sample, T> value) {
        return samples.stream().map(value).collect(java.util.stream.Collectors.toList());
    }
}
