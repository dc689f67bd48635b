package io.labkeeper.e2e.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.api.VmRef;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicaEqualsPostgresTest {
    private static final VmRef VM = new VmRef("lab-a", 101);

    @Test
    void equalStateWithFurtherFieldsOfTheReaderIsEqual() {
        // Given
        JsonNode stored = Json.parse("{\"name\":\"web\",\"memory\":1,\"lock\":null,\"tags\":[\"a\"]}");
        JsonNode shown = Json.parse("{\"name\":\"web\",\"memory\":1.0,\"tags\":[\"a\"],\"uptime\":5,\"stale\":false}");

        // When
        List<String> differences = ReplicaEqualsPostgres.differences("r1", Map.of(VM, shown), Map.of(VM, stored));

        // Then
        assertThat(differences).isEmpty();
    }

    @Test
    void everyFieldThatDiffersIsNamed() {
        // Given
        JsonNode stored = Json.parse("{\"name\":\"web\",\"status\":\"running\",\"ip\":null}");
        JsonNode shown = Json.parse("{\"name\":\"web\",\"status\":\"stopped\",\"ip\":\"10.0.0.1\"}");

        // When
        List<String> differences = ReplicaEqualsPostgres.differences("r1", Map.of(VM, shown), Map.of(VM, stored));

        // Then
        assertThat(differences)
                .containsExactly(
                        "r1 lab-a/101.status is \"stopped\", in Postgres \"running\"",
                        "r1 lab-a/101.ip is \"10.0.0.1\", in Postgres null");
    }

    @Test
    void aFieldThatTheReplicaDoesNotShowIsADifference() {
        // Given
        JsonNode stored = Json.parse("{\"name\":\"web\"}");

        // When
        List<String> differences =
                ReplicaEqualsPostgres.differences("r1", Map.of(VM, Json.parse("{}")), Map.of(VM, stored));

        // Then
        assertThat(differences).hasSize(1);
    }

    @Test
    void aVmTooManyAndAVmTooFewAreDifferences() {
        // Given
        VmRef other = new VmRef("lab-b", 101);
        JsonNode body = Json.parse("{}");

        // When
        List<String> differences = ReplicaEqualsPostgres.differences("r1", Map.of(VM, body), Map.of(other, body));

        // Then
        assertThat(differences)
                .containsExactly("r1 shows lab-a/101, which Postgres does not hold", "r1 does not show lab-b/101");
    }
}
