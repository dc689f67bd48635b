package io.labkeeper.e2e.scenario.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.e2e.scenario.chaos.Plan.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void theSameSeedBringsTheSameTroubles() {
        assertThat(lines(Plan.of(42, HOUR))).isEqualTo(lines(Plan.of(42, HOUR)));
        assertThat(lines(Plan.of(42, HOUR))).isNotEqualTo(lines(Plan.of(43, HOUR)));
    }

    @Test
    void aLongerPlanBeginsAsAShorterOne() {
        assertThat(lines(Plan.of(7, HOUR)))
                .startsWith(lines(Plan.of(7, Duration.ofMinutes(5))).toArray(String[]::new));
    }

    @Test
    void thereIsAStepEveryHalfMinute() {
        assertThat(Plan.of(1, HOUR).steps()).hasSize(120).allSatisfy(step -> assertThat(step.length())
                .isLessThan(Plan.EVERY));
        assertThat(Plan.of(1, Duration.ofSeconds(1)).steps()).hasSize(1);
    }

    @Test
    void onlyFirstReplicasAndStoresAreEnded() {
        assertThat(Plan.of(3, Duration.ofHours(10)).steps())
                .flatMap(Step::troubles)
                .extracting(Trouble::kills)
                .filteredOn(Optional::isPresent)
                .extracting(Optional::get)
                .isNotEmpty()
                .allMatch(part ->
                        part.endsWith("-1") || List.of("redis", "postgres").contains(part));
    }

    private static List<String> lines(Plan plan) {
        return plan.steps().stream()
                .map(step -> step.number() + " " + step.what() + " " + step.length())
                .toList();
    }
}
