package io.labkeeper.actions.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class DueTimesTest {
    private static final Duration CATCH_UP = Duration.ofMinutes(10);
    private static final Instant TEN = Instant.parse("2026-01-15T10:00:00Z");

    private static DueTimes at(Clock clock, String cron, Instant from, int most) {
        return DueTimes.until(clock.instant(), Timetable.of(cron, "UTC"), from, CATCH_UP, most);
    }

    private static Clock clock(Duration afterTen) {
        return Clock.fixed(TEN.plus(afterTen), ZoneOffset.UTC);
    }

    @Test
    void nothingIsDueBeforeItsTime() {
        DueTimes due = at(clock(Duration.ofMillis(-1)), "0 10 * * *", TEN, 100);

        assertThat(due).isEqualTo(new DueTimes(List.of(), List.of(), TEN));
    }

    @Test
    void atItsTimeItIsDue() {
        DueTimes due = at(clock(Duration.ZERO), "0 10 * * *", TEN, 100);

        assertThat(due.toRun()).containsExactly(TEN);
        assertThat(due.next()).isEqualTo(TEN.plus(Duration.ofDays(1)));
    }

    @Test
    void whatIsLateByLessThanTenMinutesIsCaughtUpAndTheRestIsMissed() {
        DueTimes due = at(clock(Duration.ofMinutes(25)), "*/5 * * * *", TEN, 100);

        assertThat(due.missed()).containsExactly(TEN, TEN.plusSeconds(300), TEN.plusSeconds(600), TEN.plusSeconds(900));
        assertThat(due.toRun()).containsExactly(TEN.plusSeconds(1200), TEN.plusSeconds(1500));
        assertThat(due.next()).isEqualTo(TEN.plusSeconds(1800));
    }

    @Test
    void exactlyTenMinutesAreTooLate() {
        assertThat(at(clock(CATCH_UP), "0 10 * * *", TEN, 100).missed()).containsExactly(TEN);
        assertThat(at(clock(CATCH_UP.minusMillis(1)), "0 10 * * *", TEN, 100).toRun())
                .containsExactly(TEN);
    }

    @Test
    void afterALongOutageItGoesOnWhereItStopped() {
        Clock aDayLater = clock(Duration.ofDays(1));

        DueTimes first = at(aDayLater, "* * * * *", TEN, 1000);
        DueTimes second = at(aDayLater, "* * * * *", first.next(), 1000);

        assertThat(first.missed()).hasSize(1000);
        assertThat(second.missed().get(0)).isEqualTo(TEN.plusSeconds(60_000));
        assertThat(second.missed()).hasSize(431);
        assertThat(second.toRun()).hasSize(10);
        assertThat(second.next()).isAfter(aDayLater.instant());
    }

    @Test
    void theLastRunHasNoNextOne() {
        Timetable never = Timetable.of("0 0 30 2 *", "UTC");

        DueTimes due = DueTimes.until(TEN, never, TEN, CATCH_UP, 100);

        assertThat(due.toRun()).containsExactly(TEN);
        assertThat(due.next()).isNull();
    }
}
