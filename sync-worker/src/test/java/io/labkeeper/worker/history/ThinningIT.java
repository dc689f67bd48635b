package io.labkeeper.worker.history;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.testing.Stores;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.history.SampleStore.Holder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Samples become hours, and old ones go. The hours of a test lie before the present one, by the database's clock. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class ThinningIT {
    private static final long FENCE = 7;

    @Inject
    Pool pool;

    private final String cluster = "thin-" + UUID.randomUUID().toString().substring(0, 8);
    private final Holder holder = new Holder(cluster, FENCE);
    private final Instant present = Instant.parse(Stores.value(
                    "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"))
            .truncatedTo(ChronoUnit.HOURS);
    private final Instant hour = present.minus(Duration.ofHours(3));

    /** With batches small enough to see them. */
    private record Small() implements HistoryConfig {
        @Override
        public Duration keepSamples() {
            return Duration.ofDays(1);
        }

        @Override
        public Duration keepHours() {
            return Duration.ofDays(30);
        }

        @Override
        public int purgeBatch() {
            return 10;
        }

        @Override
        public int hoursAtOnce() {
            return 2;
        }

        @Override
        public Duration statementLimit() {
            return Duration.ofSeconds(10);
        }
    }

    @BeforeEach
    void a_cluster_whose_lease_is_ours() {
        Stores.sql(
                "INSERT INTO cluster_sync (cluster_id, name, fence) VALUES ('" + cluster + "', 'Thin', " + FENCE + ")");
    }

    @Test
    void an_hour_is_what_lies_from_its_begin_to_the_next() {
        raw(101, hour.minusMillis(1), "stopped", 1.0);
        raw(101, hour, "running", 10.0);
        raw(101, hour.plusSeconds(1800), "running", 20.0);
        raw(101, hour.plusSeconds(3599), "running", 33.3);
        raw(101, hour.plusSeconds(3600), "stopped", 99.0);

        keep(hour.plusSeconds(3600));

        assertThat(hours(101))
                .containsExactly(line(hour.minusSeconds(3600), "stopped", "1.0"), line(hour, "running", "21.1"));
    }

    @Test
    void the_present_hour_is_left_alone_whatever_the_caller_says() {
        raw(101, present, "running", 10.0);

        keep(present.plus(Duration.ofHours(5)));

        assertThat(hours(101)).isEmpty();
    }

    @Test
    void the_status_that_lasted_longest_counts_and_the_later_one_of_equals() {
        raw(101, hour.plusSeconds(0), "stopped", null);
        raw(101, hour.plusSeconds(300), "running", 10.0);
        raw(101, hour.plusSeconds(600), "running", 20.0);
        raw(101, hour.plusSeconds(900), "stopped", null);
        raw(102, hour.plusSeconds(0), "paused", null);
        raw(102, hour.plusSeconds(300), "paused", null);
        raw(102, hour.plusSeconds(600), "running", 5.0);

        keep(present);

        assertThat(hours(101)).containsExactly(line(hour, "stopped", "15.0"));
        assertThat(hours(102)).containsExactly(line(hour, "paused", "5.0"));
    }

    @Test
    void nothing_known_stays_nothing_known() {
        raw(101, hour, "stopped", null);

        keep(present);

        assertThat(hours(101)).containsExactly(line(hour, "stopped", "null"));
    }

    @Test
    void done_twice_it_is_as_done_once() {
        raw(101, hour, "running", 10.0);
        keep(present);
        raw(101, hour.plusSeconds(60), "running", 90.0);

        keep(present);
        keep(present);

        assertThat(hours(101)).containsExactly(line(hour, "running", "10.0"));
    }

    @Test
    void what_an_outage_left_is_made_up_for_gaps_and_all() {
        for (int back : List.of(20, 19, 18, 17, 16, 9, 2, 1)) {
            raw(101, present.minus(Duration.ofHours(back)).plusSeconds(30), "running", (double) back);
        }

        keep(present);

        assertThat(hours(101))
                .hasSize(8)
                .first()
                .isEqualTo(line(present.minus(Duration.ofHours(20)), "running", "20.0"));
        assertThat(hours(101)).last().isEqualTo(line(present.minus(Duration.ofHours(1)), "running", "1.0"));
    }

    @Test
    void an_hour_in_which_the_number_was_given_to_another_vm_is_that_ones() {
        raw(101, hour, "running", 80.0);
        raw(101, hour.plusSeconds(300), "running", 80.0);
        raw(101, "second", hour.plusSeconds(600), "stopped", 0.0);

        keep(present);

        assertThat(hours(101)).containsExactly(line(hour, "stopped", "0.0"));
        assertThat(Stores.value(
                        "SELECT birth FROM vm_sample WHERE resolution = 'hour' AND cluster_id = '" + cluster + "'"))
                .isEqualTo("second");
    }

    @Test
    void samples_of_more_than_a_day_go_once_they_are_hours_and_hours_after_30_days() {
        Instant old = present.minus(Duration.ofHours(27));
        for (int i = 0; i < 25; i++) {
            raw(101, old.plusSeconds(60L * i), "running", 50.0);
        }
        raw(101, present.minus(Duration.ofHours(23)), "running", 60.0);
        hourly(101, present.minus(Duration.ofDays(31)));
        hourly(101, present.minus(Duration.ofDays(29)));

        keep(present);

        assertThat(count("raw")).isEqualTo(1);
        assertThat(hours(101))
                .containsExactly(
                        line(present.minus(Duration.ofDays(29)), "running", "1.0"),
                        line(old, "running", "50.0"),
                        line(present.minus(Duration.ofHours(23)), "running", "60.0"));
    }

    @Test
    void samples_go_in_batches_the_oldest_first() {
        Instant old = present.minus(Duration.ofHours(40));
        for (int i = 0; i < 25; i++) {
            raw(100 + i, old.plusSeconds(60L * (25 - i)), "running", 50.0);
        }
        SampleStore store = store();

        assertThat(purged(store)).isEqualTo(10);
        assertThat(Stores.value("SELECT max(vmid) FROM vm_sample WHERE cluster_id = '" + cluster + "'"))
                .isEqualTo("114");
        assertThat(purged(store)).isEqualTo(10);
        assertThat(purged(store)).isEqualTo(5);
        assertThat(purged(store)).isZero();
    }

    @Test
    void a_former_holder_of_the_lease_writes_and_drops_nothing() {
        raw(101, hour, "running", 10.0);
        raw(101, present.minus(Duration.ofDays(3)), "running", 10.0);
        Stores.sql("UPDATE cluster_sync SET fence = fence + 1 WHERE cluster_id = '" + cluster + "'");

        keep(present);

        assertThat(count("raw")).isEqualTo(2);
        assertThat(count("hour")).isZero();
    }

    @Test
    void the_same_samples_written_twice_are_there_once() {
        Sample sample = new Sample(101, "first", "running", 1.0, 2.0);

        assertThat(store().add(holder, hour, List.of(sample)).await().atMost(SOON))
                .isEqualTo(1);
        assertThat(store().add(holder, hour, List.of(sample)).await().atMost(SOON))
                .isZero();
        assertThat(store().add(holder, hour, List.of()).await().atMost(SOON)).isZero();
    }

    private SampleStore store() {
        return new SampleStore(pool, new Small());
    }

    /** By a process that has just started: it remembers nothing. */
    private void keep(Instant at) {
        Sample other = new Sample(999, "other", "stopped", null, null);
        new History(store(), new Small())
                .keep(cluster, FENCE, at.plusSeconds(1), List.of(other))
                .await()
                .atMost(SOON);
        Stores.sql("DELETE FROM vm_sample WHERE vmid = 999 AND cluster_id = '" + cluster + "'");
    }

    private int purged(SampleStore store) {
        return store.purge(holder, Resolution.RAW).await().atMost(SOON);
    }

    private void raw(int vmid, Instant at, String status, Double cpu) {
        raw(vmid, "first", at, status, cpu);
    }

    private void raw(int vmid, String birth, Instant at, String status, Double cpu) {
        insert(vmid, "raw", at, birth, status, cpu);
    }

    private void hourly(int vmid, Instant at) {
        insert(vmid, "hour", at, "first", "running", 1.0);
    }

    private void insert(int vmid, String resolution, Instant at, String birth, String status, Double cpu) {
        Stores.sql("INSERT INTO vm_sample VALUES ('" + cluster + "', " + vmid + ", '" + resolution + "', '" + at
                + "', '" + birth + "', '" + status + "', " + cpu + ", " + cpu + ")");
    }

    private long count(String resolution) {
        return Long.parseLong(Stores.value("SELECT count(*) FROM vm_sample WHERE cluster_id = '" + cluster
                + "' AND resolution = '" + resolution + "'"));
    }

    private List<String> hours(int vmid) {
        String all = Stores.value(
                "SELECT string_agg(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || ' ' ||"
                        + " status || ' ' || coalesce(to_char(cpu_usage, 'FM990.0'), 'null') || ' ' ||"
                        + " coalesce(to_char(memory_usage, 'FM990.0'), 'null'), ',' ORDER BY at) FROM vm_sample WHERE cluster_id = '"
                        + cluster + "' AND vmid = " + vmid + " AND resolution = 'hour'");
        return all == null ? List.of() : List.of(all.split(","));
    }

    private static String line(Instant at, String status, String number) {
        return at + " " + status + " " + number + " " + number;
    }
}
