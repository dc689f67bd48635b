package io.labkeeper.e2e.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Version;
import io.labkeeper.e2e.api.VmRef;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What stands in Postgres: the truth that replicas are compared with. Each question has a connection of its own. */
public final class Database {
    private static final String SECONDS = "10";

    private final String jdbcUrl;

    /**
     * @param jdbcUrl with user and password
     */
    public Database(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    /**
     * How far a cluster is; all times are the database's.
     *
     * @param fence of the lease; a new one at each change of the owner
     * @param owner the worker that holds the lease, null if none does
     * @param quickAt begin of the last read of the list, null before the first
     * @param fullAt begin of the last full sync, null before the first
     */
    public record Head(Version version, long fence, String owner, Instant quickAt, Instant fullAt) {}

    /** The time by the database's clock. */
    public Instant now() {
        return ask("SELECT clock_timestamp()", rows -> {
            rows.next();
            return instant(rows, 1);
        });
    }

    public Map<String, Head> heads() {
        return ask(
                "SELECT cluster_id, generation, revision, fence, owner, last_quick_at, last_full_at FROM cluster_sync",
                rows -> {
                    Map<String, Head> heads = new TreeMap<>();
                    while (rows.next()) {
                        Version version = new Version(rows.getLong(2), rows.getLong(3));
                        heads.put(
                                rows.getString(1),
                                new Head(
                                        version,
                                        rows.getLong(4),
                                        rows.getString(5),
                                        instant(rows, 6),
                                        instant(rows, 7)));
                    }
                    return heads;
                });
    }

    public Map<String, Version> versions() {
        Map<String, Version> versions = new TreeMap<>();
        heads().forEach((cluster, head) -> versions.put(cluster, head.version()));
        return versions;
    }

    /** The state part of every VM that is not deleted. */
    public Map<VmRef, JsonNode> vms() {
        return ask("SELECT cluster_id, vmid, body -> 'vm' FROM vm_inventory WHERE deleted_at IS NULL", rows -> {
            Map<VmRef, JsonNode> vms = new TreeMap<>();
            while (rows.next()) {
                vms.put(new VmRef(rows.getString(1), rows.getInt(2)), Json.parse(rows.getString(3)));
            }
            return vms;
        });
    }

    /** The name of a VM; empty if it is not there. */
    public Optional<String> nameOf(VmRef vm) {
        return ask(
                "SELECT body -> 'vm' ->> 'name' FROM vm_inventory WHERE cluster_id = ? AND vmid = ?",
                rows -> rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty(),
                vm.cluster(),
                vm.vmid());
    }

    /** How many actions there are. */
    public long actions() {
        return ask("SELECT count(*) FROM action", Database::number);
    }

    /** For how long a cluster's lease is still good; negative if it is not, or nobody has it. */
    public Duration leaseLeft(String cluster) {
        String sql =
                "SELECT extract(epoch FROM lease_until - clock_timestamp())::float8 FROM cluster_sync WHERE cluster_id = ?";
        return ask(
                sql,
                rows -> Duration.ofMillis(
                        rows.next() && rows.getObject(1) != null ? (long) (1000 * rows.getDouble(1)) : -1),
                cluster);
    }

    /** The VMs of a cluster that are marked as deleted. */
    public Set<VmRef> deleted(String cluster) {
        String sql = "SELECT cluster_id, vmid FROM vm_inventory WHERE cluster_id = ? AND deleted_at IS NOT NULL";
        return ask(sql, Database::refs, cluster);
    }

    /** Which VMs a cluster's revisions after this one have changed. */
    public Set<VmRef> changedSince(String cluster, long revision) {
        String sql = "SELECT cluster_id, vmid FROM vm_inventory WHERE cluster_id = ? AND revision > ?";
        return ask(sql, Database::refs, cluster, revision);
    }

    /** How many VMs there are whose configuration was never read. */
    public long vmsWithoutBirth() {
        return ask("SELECT count(*) FROM vm_inventory WHERE birth IS NULL AND deleted_at IS NULL", rows -> {
            rows.next();
            return rows.getLong(1);
        });
    }

    /** The VMs that are a user's, directly or through a class, and exist. */
    public Set<VmRef> ownedBy(String user) {
        String sql = "SELECT DISTINCT a.cluster_id, a.vmid FROM vm_assignment a"
                + " JOIN vm_inventory v ON v.cluster_id = a.cluster_id AND v.vmid = a.vmid AND v.deleted_at IS NULL"
                + " AND (a.birth IS NULL OR a.birth = v.birth)"
                + " LEFT JOIN class_member m ON m.class_id = a.class_id AND m.username = ?"
                + " WHERE (a.username = ? AND (a.class_id IS NULL OR m.username IS NOT NULL))"
                + " OR (a.username IS NULL AND m.username IS NOT NULL)"
                + " OR (m.role = 'teacher')";
        return ask(sql, Database::refs, user, user);
    }

    /** How often an end of an action was recorded, by action. */
    public Map<String, Long> recordedEnds() {
        return ask("SELECT action_id, count(*) FROM audit WHERE event = 'action_ended' GROUP BY action_id", rows -> {
            Map<String, Long> ends = new TreeMap<>();
            while (rows.next()) {
                ends.put(rows.getString(1), rows.getLong(2));
            }
            return ends;
        });
    }

    /** How many actions on VMs of a cluster have not ended. */
    public long openActions(String cluster) {
        String sql = "SELECT count(*) FROM action WHERE cluster_id = ? AND finished_at IS NULL";
        return ask(
                sql,
                rows -> {
                    rows.next();
                    return rows.getLong(1);
                },
                cluster);
    }

    /** How many actions are under way on each node of a cluster: taken by a runner, and not ended. */
    public Map<String, Long> underWay(String cluster) {
        return counts(
                "SELECT node, count(*) FROM action WHERE cluster_id = ? AND finished_at IS NULL AND state <> 'accepted'"
                        + " GROUP BY node",
                cluster);
    }

    /** How many actions on VMs of a cluster that were asked for since then are in which state. */
    public Map<String, Long> states(String cluster, Instant since) {
        return counts(
                "SELECT state, count(*) FROM action WHERE cluster_id = ? AND requested_at >= ? GROUP BY state",
                cluster,
                since.atOffset(ZoneOffset.UTC));
    }

    /** The actions that a user's idempotency key has led to. */
    public Set<String> byKey(String user, String key) {
        return Set.copyOf(counts(
                        "SELECT id, count(*) FROM action WHERE requested_by = ? AND idempotency_key = ? GROUP BY id",
                        user,
                        key)
                .keySet());
    }

    /** How many actions a user's idempotency keys with this beginning have led to. */
    public long keyed(String user, String beginning) {
        String sql = "SELECT count(*) FROM action WHERE requested_by = ? AND starts_with(idempotency_key, ?)";
        return ask(
                sql,
                rows -> {
                    rows.next();
                    return rows.getLong(1);
                },
                user,
                beginning);
    }

    private Map<String, Long> counts(String sql, Object... parameters) {
        return ask(
                sql,
                rows -> {
                    Map<String, Long> counts = new TreeMap<>();
                    while (rows.next()) {
                        counts.put(String.valueOf(rows.getString(1)), rows.getLong(2));
                    }
                    return counts;
                },
                parameters);
    }

    /** How many runs of schedules that were due then have been dealt with. */
    public long endedRuns(Instant due) {
        return ask(
                "SELECT count(*) FROM schedule_run WHERE due_at = ? AND state <> 'due'",
                Database::number,
                due.atOffset(ZoneOffset.UTC));
    }

    /** How many requests for actions have come of runs of schedules that were due then. */
    public long batchesOfSchedules(Instant due) {
        return ask(
                "SELECT count(*) FROM action_batch WHERE idempotency_key LIKE 'schedule:%:' || ?",
                Database::number, due.toString());
    }

    private static long number(ResultSet rows) throws SQLException {
        rows.next();
        return rows.getLong(1);
    }

    private interface Reading<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private <T> T ask(String sql, Reading<T> reading, Object... parameters) {
        Properties limits = new Properties();
        limits.setProperty("connectTimeout", SECONDS);
        limits.setProperty("socketTimeout", SECONDS);
        try (Connection connection = DriverManager.getConnection(jdbcUrl, limits);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return reading.read(rows);
            }
        } catch (SQLException e) {
            throw new ProveException("Postgres does not answer: " + e.getMessage(), e);
        }
    }

    private static Set<VmRef> refs(ResultSet rows) throws SQLException {
        Set<VmRef> refs = new TreeSet<>();
        while (rows.next()) {
            refs.add(new VmRef(rows.getString(1), rows.getInt(2)));
        }
        return refs;
    }

    private static Instant instant(ResultSet rows, int column) throws SQLException {
        OffsetDateTime time = rows.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
