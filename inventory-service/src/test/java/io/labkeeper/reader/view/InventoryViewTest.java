package io.labkeeper.reader.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.time.DatabaseClock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InventoryViewTest {
    private static final Instant NOW = Instant.parse("2026-01-15T10:30:00Z");

    private final InventoryView view = new InventoryView(new DatabaseClock());
    private final AtomicInteger changes = new AtomicInteger();

    @Test
    void reading_the_same_actions_again_is_no_change() {
        view.watch(changes::incrementAndGet);
        List<ActionNotice> window = List.of(new ActionNotice(
                new UUID(1, 1).toString(), "lab-a", 101, ActionKind.START, ActionPhase.ACCEPTED, 1, null, NOW));

        view.changeActions(known -> known.withWindow(window, NOW, NOW));
        assertThat(changes).hasValue(1);

        view.changeActions(known -> known.withWindow(window, NOW, NOW));
        assertThat(changes).hasValue(1);
    }
}
