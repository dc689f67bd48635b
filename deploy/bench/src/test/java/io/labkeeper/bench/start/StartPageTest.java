package io.labkeeper.bench.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StartPageTest {

    @Test
    void aWayToLoadHasARowWithItsUsualAndItsWorstStart() {
        StartFigures redis = new StartFigures("Redis", List.of(4_000.0, 3_000.0, 9_000.0), List.of(5_000.0));

        assertThat(StartPage.of(10_000, List.of(redis)))
                .contains("# Cold start of a replica with 10000 VMs")
                .contains("| Redis | 3 | 4.0 (9.0) | 5.0 (5.0) |");
    }
}
