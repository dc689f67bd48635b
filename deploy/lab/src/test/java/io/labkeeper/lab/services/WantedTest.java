package io.labkeeper.lab.services;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.lab.state.Options;
import org.junit.jupiter.api.Test;

class WantedTest {
    @Test
    void a_usual_lab_has_two_of_everything_and_one_of_what_they_share() {
        assertThat(Wanted.names(Options.DEFAULTS))
                .containsExactly(
                        "gateway",
                        "issuer",
                        "proxmox-lab-a",
                        "proxmox-lab-b",
                        "postgres",
                        "redis",
                        "sync-worker-1",
                        "sync-worker-2",
                        "inventory-service-1",
                        "inventory-service-2",
                        "action-service-1",
                        "action-service-2");
    }
}
