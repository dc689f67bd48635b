package io.labkeeper.actions.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimetableTest {

    private static List<String> runs(String cron, String zone, String from, int count) {
        Timetable timetable = Timetable.of(cron, zone);
        List<String> runs = new ArrayList<>();
        Instant time = Instant.parse(from);
        for (int i = 0; i < count; i++) {
            time = timetable.after(time).orElseThrow();
            runs.add(time.toString());
        }
        return runs;
    }

    @Test
    void fiveFieldsSpeakOfTheClockOnTheWall() {
        assertThat(runs("0 22 * * 1-5", "Europe/Berlin", "2026-01-15T21:30:00Z", 3))
                .containsExactly("2026-01-16T21:00:00Z", "2026-01-19T21:00:00Z", "2026-01-20T21:00:00Z");
        assertThat(runs("0 22 * * 1-5", "America/New_York", "2026-07-15T00:00:00Z", 1))
                .containsExactly("2026-07-15T02:00:00Z");
        assertThat(runs("*/30 8,9 1 JAN *", "UTC", "2026-01-01T08:30:00Z", 3))
                .containsExactly("2026-01-01T09:00:00Z", "2026-01-01T09:30:00Z", "2027-01-01T08:00:00Z");
        assertThat(runs("0 0 * * 7", "UTC", "2026-01-15T00:00:00Z", 2))
                .containsExactly("2026-01-18T00:00:00Z", "2026-01-25T00:00:00Z");
    }

    @Test
    void ofBothDaysEitherCounts() {
        assertThat(runs("0 12 13 * 5", "UTC", "2026-02-01T00:00:00Z", 4))
                .containsExactly(
                        "2026-02-06T12:00:00Z", "2026-02-13T12:00:00Z", "2026-02-20T12:00:00Z", "2026-02-27T12:00:00Z");
        assertThat(runs("0 12 14 * 5", "UTC", "2026-02-12T00:00:00Z", 2))
                .containsExactly("2026-02-13T12:00:00Z", "2026-02-14T12:00:00Z");
    }

    @Test
    void aRunIsAfterTheMomentAndNotAtIt() {
        assertThat(runs("30 10 * * *", "UTC", "2026-01-15T10:29:59.999Z", 2))
                .containsExactly("2026-01-15T10:30:00Z", "2026-01-16T10:30:00Z");
    }

    /** Each has a time that the clock skips that night: it runs when the clock goes on, and the next day at its own time. */
    @ParameterizedTest
    @CsvSource({
        "30 2 * * *, Europe/Berlin,       2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z, 2026-03-30T00:30:00Z",
        "0 2 * * *,  Europe/Berlin,       2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z, 2026-03-30T00:00:00Z",
        "59 2 * * *, America/New_York,    2026-03-07T12:00:00Z, 2026-03-08T07:00:00Z, 2026-03-09T06:59:00Z",
        "15 2 * * *, Australia/Lord_Howe, 2026-10-03T12:00:00Z, 2026-10-03T15:30:00Z, 2026-10-04T15:15:00Z",
        "30 2 * * *, Australia/Lord_Howe, 2026-10-03T12:00:00Z, 2026-10-03T15:30:00Z, 2026-10-04T15:30:00Z",
        "30 2 * * *, UTC,                 2026-03-28T12:00:00Z, 2026-03-29T02:30:00Z, 2026-03-30T02:30:00Z"
    })
    void aTimeThatIsSkippedRunsAtTheNextMinuteThatExists(
            String cron, String zone, String from, String first, String second) {
        assertThat(runs(cron, zone, from, 2)).containsExactly(first, second);
    }

    /** Each has a time that the clock shows twice that night: it runs the first time, and not again before the next day. */
    @ParameterizedTest
    @CsvSource({
        "30 2 * * *, Europe/Berlin,       2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
        "0 2 * * *,  Europe/Berlin,       2026-10-24T12:00:00Z, 2026-10-25T00:00:00Z, 2026-10-26T01:00:00Z",
        "0 3 * * *,  Europe/Berlin,       2026-10-24T12:00:00Z, 2026-10-25T02:00:00Z, 2026-10-26T02:00:00Z",
        "30 1 * * *, America/New_York,    2026-10-31T12:00:00Z, 2026-11-01T05:30:00Z, 2026-11-02T06:30:00Z",
        "45 1 * * *, Australia/Lord_Howe, 2026-04-04T12:00:00Z, 2026-04-04T14:45:00Z, 2026-04-05T15:15:00Z",
        "30 2 * * *, UTC,                 2026-10-24T12:00:00Z, 2026-10-25T02:30:00Z, 2026-10-26T02:30:00Z"
    })
    void aTimeThatComesTwiceRunsOnce(String cron, String zone, String from, String first, String second) {
        assertThat(runs(cron, zone, from, 2)).containsExactly(first, second);
    }

    @Test
    void allTimesOfAGapRunTogetherAndOnce() {
        assertThat(runs("*/20 * * * *", "Europe/Berlin", "2026-03-29T00:30:00Z", 4))
                .containsExactly(
                        "2026-03-29T00:40:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:20:00Z", "2026-03-29T01:40:00Z");
    }

    @Test
    void fromWithinTheSecondPassItGoesOnBehindIt() {
        assertThat(runs("*/20 * * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", 3))
                .containsExactly("2026-10-25T00:40:00Z", "2026-10-25T02:00:00Z", "2026-10-25T02:20:00Z");
        assertThat(runs("*/20 * * * *", "Europe/Berlin", "2026-10-25T01:10:00Z", 1))
                .containsExactly("2026-10-25T02:00:00Z");
    }

    @Test
    void aYearOfHalfHoursNeverGoesBackNorStandsStill() {
        for (String zone : List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")) {
            List<Instant> runs = runs("*/30 * * * *", zone, "2026-01-01T00:00:00Z", 17_000).stream()
                    .map(Instant::parse)
                    .toList();

            assertThat(runs).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void theTwentyNinthOfFebruaryIsFoundYearsAhead() {
        assertThat(runs("0 0 29 2 *", "UTC", "2026-03-01T00:00:00Z", 2))
                .containsExactly("2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *"})
    void whatNeverComesIsFoundOut(String cron) {
        assertThat(Timetable.of(cron, "UTC").after(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }

    @Test
    void blanksAreTidied() {
        assertThat(Timetable.of("  0  22 \t* * 1-5 ", "UTC").cron()).isEqualTo("0 22 * * 1-5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 8",
                "@daily",
                "a b c d e",
                "*/0 * * * *",
                "5-1 * * * *",
                "'; DROP TABLE schedule; --",
                "0 0 * * 1#2",
                "0 0 L * *"
            })
    void whatIsNoTimetableIsRefused(String cron) {
        assertThatThrownBy(() -> Timetable.of(cron, "UTC")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mars/Olympus", "+02:00", "europe/berlin", "CEST", "../etc/passwd"})
    void whatIsNoTimeZoneIsRefused(String zone) {
        assertThatThrownBy(() -> Timetable.of("0 0 * * *", zone)).isInstanceOf(IllegalArgumentException.class);
    }
}
