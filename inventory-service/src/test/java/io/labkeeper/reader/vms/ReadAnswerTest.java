package io.labkeeper.reader.vms;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.SyncStatus;
import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Vms;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadAnswerTest {
    private static final Instant NOW = Instant.parse("2026-01-15T10:30:00Z");

    private final ClusterInventory inventory = Views.tended("lab-a", 1, Vms.running("lab-a/101"));
    private final ClusterView read = Views.of(Views.at(inventory, NOW.minusSeconds(7)));
    private final ClusterView neverRead = Views.of(Views.withSync(inventory, SyncStatus.NEVER));

    @Test
    void the_age_is_that_of_the_oldest_read_and_what_was_never_read_has_none() {
        assertThat(ReadAnswer.age(NOW, List.of(read))).hasValue(7);
        assertThat(ReadAnswer.age(NOW, List.of())).hasValue(0);
        assertThat(ReadAnswer.age(NOW, List.of(read, neverRead))).isEmpty();
    }
}
