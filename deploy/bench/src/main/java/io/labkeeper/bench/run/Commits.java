package io.labkeeper.bench.run;

import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.lab.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.TreeMap;

/**
 * When each revision of a cluster was committed. A trigger of our own, run by Postgres at the end of the transaction, notes the time: just
 * before the commit itself, so that what is measured from there is a little too long and never too short.
 */
public final class Commits {
    private final String jdbcUrl;

    /** Puts the trigger into the lab's database. */
    public Commits(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
        Postgres postgres = new Postgres(jdbcUrl);
        postgres.run("CREATE TABLE bench_commit (cluster_id text, revision bigint, at timestamptz)");
        postgres.run("""
                CREATE FUNCTION bench_note_commit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN
                    INSERT INTO public.bench_commit VALUES (NEW.cluster_id, NEW.revision, clock_timestamp());
                    RETURN NULL;
                END $$""");
        postgres.run("""
                CREATE CONSTRAINT TRIGGER bench_note_commit AFTER UPDATE ON cluster_sync DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW WHEN (NEW.revision <> OLD.revision) EXECUTE FUNCTION bench_note_commit()""");
    }

    /** The revision that was committed last; 0 before the first. */
    public long last(String cluster) {
        return ask("SELECT coalesce(max(revision), 0) FROM bench_commit WHERE cluster_id = ?", cluster, rows -> {
            rows.next();
            return rows.getLong(1);
        });
    }

    /** The commits of a cluster after that revision, by revision. */
    public TreeMap<Long, Instant> after(String cluster, long revision) {
        String sql = "SELECT revision, at FROM bench_commit WHERE cluster_id = ? AND revision > " + revision;
        return ask(sql, cluster, rows -> {
            TreeMap<Long, Instant> commits = new TreeMap<>();
            while (rows.next()) {
                commits.put(
                        rows.getLong(1), rows.getObject(2, OffsetDateTime.class).toInstant());
            }
            return commits;
        });
    }

    private interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    private <T> T ask(String sql, String cluster, Reading<T> reading) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, cluster);
            try (ResultSet rows = query.executeQuery()) {
                return reading.of(rows);
            }
        } catch (SQLException e) {
            throw new ProveException("Postgres refused: " + e.getMessage(), e);
        }
    }
}
