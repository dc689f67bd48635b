package io.labkeeper.e2e.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.e2e.api.Version;
import io.labkeeper.e2e.load.Sighting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionsNeverGoBackTest {

    @Test
    void growingVersionsHold() {
        // Given
        List<Sighting> sightings = List.of(seen(0, 1, 1, 5), seen(2, 3, 1, 5), seen(4, 5, 1, 6), seen(6, 7, 2, 1));

        // When
        CheckResult result = VersionsNeverGoBack.check(Map.of("r1", sightings));

        // Then
        assertThat(result.holds()).isTrue();
        assertThat(result.measured()).startsWith("4 answers");
    }

    @Test
    void anOlderRevisionInALaterRequestIsAViolation() {
        // Given
        List<Sighting> sightings = List.of(seen(0, 1, 1, 6), seen(2, 3, 1, 5));

        // When
        CheckResult result = VersionsNeverGoBack.check(Map.of("r1", sightings));

        // Then
        assertThat(result.holds()).isFalse();
        assertThat(result.measured()).contains("r1 showed lab-a at 1.5 after 1.6");
    }

    @Test
    void anOlderGenerationIsAViolationWhateverTheRevision() {
        // Given
        List<Sighting> sightings = List.of(seen(0, 1, 2, 1), seen(2, 3, 1, 99));

        // When
        CheckResult result = VersionsNeverGoBack.check(Map.of("r1", sightings));

        // Then
        assertThat(result.holds()).isFalse();
    }

    @Test
    void requestsThatWereOpenTogetherMayBeAnsweredInAnyOrder() {
        // Given: the second was sent before the first was answered
        List<Sighting> sightings = List.of(seen(0, 2, 1, 6), seen(1, 3, 1, 5));

        // When
        CheckResult result = VersionsNeverGoBack.check(Map.of("r1", sightings));

        // Then
        assertThat(result.holds()).isTrue();
    }

    @Test
    void aViolationLongAfterTheHighestVersionIsFound() {
        // Given: the low version comes when the highest is not the last seen
        List<Sighting> sightings = List.of(seen(0, 1, 1, 9), seen(2, 3, 1, 9), seen(2, 4, 1, 9), seen(10, 11, 1, 8));

        // When
        CheckResult result = VersionsNeverGoBack.check(Map.of("r1", sightings));

        // Then
        assertThat(result.measured()).contains("1 violations", "at 1.8 after 1.9");
    }

    @Test
    void replicasAreJudgedEachByItself() {
        // Given: one replica is behind the other
        Map<String, List<Sighting>> sightings =
                Map.of("r1", List.of(seen(0, 1, 1, 9)), "r2", List.of(seen(2, 3, 1, 8)));

        // When
        CheckResult result = VersionsNeverGoBack.check(sightings);

        // Then
        assertThat(result.holds()).isTrue();
    }

    @Test
    void nothingSeenProvesNothing() {
        assertThat(VersionsNeverGoBack.check(Map.of()).holds()).isFalse();
    }

    private static Sighting seen(long sent, long answered, long generation, long revision) {
        return new Sighting(sent, answered, Map.of("lab-a", new Version(generation, revision)));
    }
}
