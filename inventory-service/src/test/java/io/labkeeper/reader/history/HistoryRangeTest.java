package io.labkeeper.reader.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.problem.ProblemException;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HistoryRangeTest {
    private static final Instant NOW = Instant.parse("2026-01-15T10:30:00Z");

    @Test
    void by_default_it_is_the_last_24_hours() {
        assertThat(range()).isEqualTo(new HistoryRange(NOW.minus(Duration.ofDays(1)), NOW));
    }

    @Test
    void each_end_may_be_given() {
        assertThat(range("from", "2026-01-10T00:00:00Z"))
                .isEqualTo(new HistoryRange(Instant.parse("2026-01-10T00:00:00Z"), NOW));
        assertThat(range("to", "2026-01-10T01:00:00+01:00"))
                .isEqualTo(
                        new HistoryRange(Instant.parse("2026-01-09T00:00:00Z"), Instant.parse("2026-01-10T00:00:00Z")));
        assertThat(range("from", "2026-01-10T00:00:00Z", "to", "2026-01-10T00:00:00Z"))
                .isEqualTo(
                        new HistoryRange(Instant.parse("2026-01-10T00:00:00Z"), Instant.parse("2026-01-10T00:00:00Z")));
    }

    @Test
    void what_is_read_are_whole_minutes_of_which_only_what_was_asked_for_is_told() {
        HistoryRange range = range("from", "2026-01-15T10:00:00.000001Z", "to", "2026-01-15T10:05:30.5Z");
        HistoryRange read = range.inMinutes();
        List<HistorySample> samples = Stream.of(
                        "10:00:00Z", "10:00:00.000001Z", "10:05:30.4Z", "10:05:30.5Z", "10:05:59Z")
                .map(time -> new HistorySample(Instant.parse("2026-01-15T" + time), "running", null, null))
                .toList();

        assertThat(read)
                .isEqualTo(
                        new HistoryRange(Instant.parse("2026-01-15T10:00:00Z"), Instant.parse("2026-01-15T10:06:00Z")))
                .isEqualTo(range("from", "2026-01-15T10:00:59.9Z", "to", "2026-01-15T10:05:00.1Z")
                        .inMinutes());
        assertThat(read.inMinutes()).isEqualTo(read);
        assertThat(range.of(samples)).isEqualTo(samples.subList(1, 3));
    }

    @Test
    void times_of_other_ages_are_what_the_database_can_understand() {
        HistoryRange range = range("from", "-999999999-01-01T00:00:00Z", "to", "+999999999-12-31T00:00:00Z");

        assertThat(Duration.between(range.from(), range.to())).isLessThan(Duration.ofDays(366 * 30));
        assertThat(range("to", "-999999999-01-01T00:00:00+18:00").to()).isAfter(Instant.EPOCH);
    }

    @Test
    void what_is_no_time_is_refused_by_name_and_value() {
        for (String text : new String[] {"yesterday", "2026-01-15", "2026-02-30T00:00:00Z", "1768473000"}) {
            assertThatThrownBy(() -> range("from", text))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("from")
                    .hasMessageContaining("\"" + text + "\"");
        }
        assertThatThrownBy(() -> range("to", "")).hasMessageContaining("to").hasMessageContaining("empty");
        assertThatThrownBy(() -> range("to", "9".repeat(1000)))
                .hasMessageContaining("to")
                .hasMessageContaining("longer");
    }

    @Test
    void a_begin_after_the_end_is_refused() {
        assertThatThrownBy(() -> range("from", "2026-01-10T00:00:01Z", "to", "2026-01-10T00:00:00Z"))
                .hasMessageContaining("from")
                .hasMessageContaining("2026-01-10T00:00:01Z")
                .hasMessageContaining("2026-01-10T00:00:00Z");
        assertThatThrownBy(() -> range("from", "2026-01-15T10:30:01Z")).hasMessageContaining("now");
    }

    private static HistoryRange range(String... parameters) {
        MultivaluedMap<String, String> map = new MultivaluedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            map.add(parameters[i], parameters[i + 1]);
        }
        return HistoryRange.of(map, NOW);
    }
}
