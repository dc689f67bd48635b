package io.labkeeper.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.e2e.ProveException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionTest {

    @Test
    void readsTheVersionsOfAllClusters() {
        assertThat(Version.parse("lab-a=1.42, lab-b=2.7"))
                .isEqualTo(Map.of("lab-a", new Version(1, 42), "lab-b", new Version(2, 7)));
    }

    @Test
    void theGenerationCountsFirst() {
        assertThat(new Version(2, 1)).isGreaterThan(new Version(1, 99)).isLessThan(new Version(2, 10));
    }

    @Test
    void anythingElseIsRefused() {
        assertThatThrownBy(() -> Version.parse("lab-a=42"))
                .isInstanceOf(ProveException.class)
                .hasMessageContaining("lab-a=42");
    }
}
