package io.labkeeper.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.e2e.ProveException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabStateTest {
    private static final String TEXT = """
            {"gateway": "http://127.0.0.1:8080", "issuer": "http://127.0.0.1:9000", "options": {}, "parts": [
              {"name": "inventory-service-1", "kind": "inventory-service", "url": "http://127.0.0.1:1", "pid": 11},
              {"name": "inventory-service-2", "kind": "inventory-service", "url": "http://127.0.0.1:2", "pid": 12},
              {"name": "sync-worker-1", "kind": "sync-worker", "url": "http://127.0.0.1:3", "pid": 13},
              {"name": "proxmox-lab-a", "kind": "proxmox", "url": "https://127.0.0.1:4", "cluster_id": "lab-a",
               "control_url": "http://127.0.0.1:5/_sim", "pid": 14},
              {"name": "redis", "kind": "redis", "url": "redis://127.0.0.1:6"}]}
            """;

    @Test
    void knowsThePartsByNameAndKind() {
        // When
        LabState state = LabState.parse(TEXT);

        // Then
        assertThat(state.gateway()).isEqualTo("http://127.0.0.1:8080");
        assertThat(state.ofKind("inventory-service"))
                .extracting(Part::url)
                .containsExactly("http://127.0.0.1:1", "http://127.0.0.1:2");
        assertThat(state.part("proxmox-lab-a").facts().path("control_url").asText())
                .isEqualTo("http://127.0.0.1:5/_sim");
    }

    @Test
    void knowsWhichProcessesAreOurServices() {
        assertThat(LabState.parse(TEXT).serviceProcesses())
                .isEqualTo(Map.of("inventory-service-1", 11L, "inventory-service-2", 12L, "sync-worker-1", 13L));
    }

    @Test
    void anUnknownPartIsNamed() {
        LabState state = LabState.parse(TEXT);

        assertThatThrownBy(() -> state.part("postgres"))
                .isInstanceOf(ProveException.class)
                .hasMessageContaining("postgres");
    }

    @Test
    void aPartInAMessageShowsNoPassword() {
        LabState state =
                LabState.parse("{\"parts\":[{\"name\":\"redis\",\"url\":\"redis://u:secret@127.0.0.1:6\",\"pid\":7}]}");

        assertThat(state.toString()).contains("redis (process 7)").doesNotContain("secret");
    }

    @Test
    void aStoreThatIsNotTheLabsIsNoProcess() {
        assertThat(LabState.parse(TEXT).part("redis").alive()).isFalse();
    }
}
