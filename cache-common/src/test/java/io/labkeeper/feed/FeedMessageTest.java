package io.labkeeper.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.action.ActionKind;
import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.VmStatus;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedMessageTest {

    static Stream<FeedMessage> messages() {
        return Stream.of(
                FeedMessage.Changed.of("lab-a", new Revision(2, 8412), 8411, List.of(101)),
                FeedMessage.Changed.all("lab-a", new Revision(2, 8412)),
                new FeedMessage.MetricsChanged("lab-a", 9),
                new FeedMessage.AssignmentsChanged(3),
                new FeedMessage.Evict("stats", List.of("a"), null),
                new FeedMessage.ActionChanged(new ActionNotice(
                        "019bc000-0000-7000-8000-000000000001",
                        "lab-a",
                        101,
                        ActionKind.START,
                        ActionPhase.SUCCEEDED,
                        4,
                        VmStatus.RUNNING,
                        Instant.parse("2026-01-15T10:30:00.123456Z"))),
                new FeedMessage.ActionsChanged(List.of(accepted(101), accepted(102))),
                new FeedMessage.RefreshWanted("lab-a", null, "live", "x"),
                new FeedMessage.Refreshed("x", 8412));
    }

    private static ActionNotice accepted(int vmid) {
        return new ActionNotice(
                "019bc000-0000-7000-8000-000000000" + vmid,
                "lab-a",
                vmid,
                ActionKind.SHUTDOWN,
                ActionPhase.ACCEPTED,
                1,
                null,
                Instant.parse("2026-01-15T10:30:00.123456Z"));
    }

    @Test
    void many_actions_in_one_message_are_told_one_by_one() {
        FeedMessage message = new FeedMessage.ActionsChanged(List.of(accepted(101), accepted(102)));

        List<FeedMessage> parts = message.parts();

        assertThat(parts)
                .containsExactly(
                        new FeedMessage.ActionChanged(accepted(101)), new FeedMessage.ActionChanged(accepted(102)));
    }

    @Test
    void the_most_actions_of_one_message_fit_into_it() {
        List<ActionNotice> most = IntStream.range(0, FeedMessage.ActionsChanged.MOST)
                .mapToObj(i -> accepted(101))
                .toList();

        String json = new FeedMessage.ActionsChanged(most).toJson("worker-1");

        assertThat(json).hasSizeLessThan(FeedMessage.MOST_CHARACTERS / 2);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void every_message_survives_the_wire(FeedMessage message) {
        FeedMessage.Received received =
                FeedMessage.parse(message.toJson("worker-1")).orElseThrow();

        assertThat(received).isEqualTo(new FeedMessage.Received("worker-1", message));
    }

    @Test
    void the_wire_form_is_what_the_other_side_of_an_upgrade_expects() {
        String json = FeedMessage.Changed.of("lab-a", new Revision(2, 8412), 8411, List.of(101))
                .toJson("w");

        assertThat(json)
                .isEqualTo("{\"v\":1,\"kind\":\"changed\",\"from\":\"w\",\"cluster\":\"lab-a\",\"generation\":2,"
                        + "\"revision\":8412,\"previous\":8411,\"keys\":[101]}");
    }

    @Test
    void a_change_of_very_many_vms_names_none() {
        FeedMessage.Changed message = FeedMessage.Changed.of(
                "lab-a",
                new Revision(1, 2),
                1,
                IntStream.range(0, 1_001).boxed().toList());

        assertThat(message.keys()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"v\":2,\"kind\":\"changed\",\"cluster\":\"lab-a\"}",
                "{\"v\":1,\"kind\":\"sung\",\"cluster\":\"lab-a\"}"
            })
    void another_version_or_kind_is_skipped(String json) {
        assertThat(FeedMessage.parse(json)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "beat",
                "[]",
                "null",
                "{}",
                "{\"v\":\"1\",\"kind\":\"changed\"}",
                "{\"v\":1,\"kind\":\"changed\",\"revision\":\"many\"}",
                "{\"v\":1,\"kind\":\"changed\",\"revision\":9223372036854775808}",
                "{\"v\":1,\"kind\":\"action\",\"action\":{\"kind\":\"explode\"}}"
            })
    void what_is_no_message_is_unreadable(String text) {
        assertThatThrownBy(() -> FeedMessage.parse(text)).isInstanceOf(InventoryJson.UnreadableValue.class);
    }

    @Test
    void an_oversized_message_is_unreadable() {
        String huge = "{\"v\":1,\"kind\":\"changed\",\"cluster\":\"" + "x".repeat(FeedMessage.MOST_CHARACTERS) + "\"}";

        assertThatThrownBy(() -> FeedMessage.parse(huge)).isInstanceOf(InventoryJson.UnreadableValue.class);
    }
}
