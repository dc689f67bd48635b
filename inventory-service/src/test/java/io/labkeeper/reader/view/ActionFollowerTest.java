package io.labkeeper.reader.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.feed.FeedMessage.ActionChanged;
import io.labkeeper.feed.FeedMessage.ActionsChanged;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.time.DatabaseClock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the view makes of notices from the feed; the table, which is read beside it, is left out. */
class ActionFollowerTest {
    private final DatabaseClock clock = new DatabaseClock();
    private final InventoryView view = new InventoryView(clock);
    private final ActionFollower follower = new ActionFollower(view, null, clock, null, null);
    private final AtomicInteger changes = new AtomicInteger();

    ActionFollowerTest() {
        view.watch(changes::incrementAndGet);
    }

    @Test
    void many_notices_in_one_message_are_one_change() {
        ActionsChanged message = new ActionsChanged(IntStream.range(0, ActionsChanged.MOST)
                .mapToObj(vmid -> accepted(vmid, 1))
                .toList());

        follower.portions(message).forEach(follower::received);

        assertThat(view.moment().actions().all()).hasSize(ActionsChanged.MOST);
        assertThat(view.moment().actions().open(new VmKey("lab-a", 249))).isPresent();
        assertThat(changes).hasValue(1);
    }

    @Test
    void what_is_known_already_is_no_change() {
        follower.received(new ActionChanged(accepted(101, 2)));

        follower.received(new ActionsChanged(List.of(accepted(101, 1), accepted(101, 2))));

        assertThat(changes).hasValue(1);
    }

    private static ActionNotice accepted(int vmid, long version) {
        return new ActionNotice(
                new UUID(vmid, 0).toString(),
                "lab-a",
                vmid,
                ActionKind.START,
                ActionPhase.ACCEPTED,
                version,
                null,
                Instant.EPOCH);
    }
}
