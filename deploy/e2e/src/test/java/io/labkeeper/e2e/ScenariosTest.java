package io.labkeeper.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.e2e.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenariosTest {

    @Test
    void idsAreUnique() {
        assertThat(Scenarios.all()).extracting(Scenario::id).doesNotHaveDuplicates();
    }

    @Test
    void theOnesAskedForArePlayedInTheUsualOrder() {
        assertThat(Scenarios.named(List.of("h1", "S5a", "s3")))
                .extracting(Scenario::id)
                .containsExactly("S3", "S5a", "H1");
    }

    @Test
    void theBeginningOfIdsNamesAllOfThem() {
        assertThat(Scenarios.named(List.of("h", "d-")))
                .extracting(Scenario::id)
                .containsExactly("D-03", "D-04", "D-07", "D-01", "D-02", "D-05", "D-06", "H1", "H2", "H3", "H4");
    }

    @Test
    void aWholeIdIsNotTheBeginningOfOthers() {
        assertThat(Scenarios.named(List.of("S3"))).extracting(Scenario::id).containsExactly("S3");
    }

    @Test
    void withoutNamesAllArePlayed() {
        assertThat(Scenarios.named(List.of())).hasSameSizeAs(Scenarios.all());
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Scenarios.named(List.of("S99")))
                .isInstanceOf(ProveException.class)
                .hasMessageContaining("s99")
                .hasMessageContaining("S5a");
    }
}
