package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PausesTest {

    @ParameterizedTest
    @CsvSource({"PT0S, PT0.5S", "PT2S, PT0.5S", "PT8S, PT2S", "PT60S, PT5S"})
    void growWithTheAgeOfTheTaskBetweenTheirBounds(Duration age, Duration pause) {
        Pauses pauses = new Pauses(Duration.ofMillis(500), Duration.ofSeconds(5));

        assertThat(pauses.after(age)).isEqualTo(pause);
    }
}
