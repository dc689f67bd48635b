package io.labkeeper.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.draft.VmDraft;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigNeedsTest {
    private static final VmRecord KNOWN = Vms.running("lab-a/101");
    private static final Predicate<String> ANY = node -> true;

    @Test
    void a_quick_sync_reads_the_configurations_of_what_is_new_or_looks_changed() {
        VmRecord same = Vms.running("lab-a/102");
        VmRecord moved = VmDraft.of(KNOWN).node("pve2").build();
        VmRecord created = Vms.stopped("lab-a/103");

        List<Integer> changed =
                ConfigNeeds.changed(Map.of(101, KNOWN, 102, same), Map.of(101, moved, 102, same, 103, created));

        assertThat(changed).containsExactly(101, 103);
    }

    static Stream<UnaryOperator<VmDraft>> shapes() {
        return Stream.of(
                draft -> draft.name("other"),
                draft -> draft.size(4096, 2, 8L << 30),
                draft -> draft.tags(List.of("web", "new")),
                draft -> draft.node("pve2"),
                draft -> draft.power(VmStatus.STOPPED, "stopped", null),
                draft -> draft.template(true));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void name_size_tags_node_status_and_template_are_its_shape(UnaryOperator<VmDraft> change) {
        VmRecord now = change.apply(VmDraft.of(KNOWN)).build();

        assertThat(ConfigNeeds.changed(Map.of(101, KNOWN), Map.of(101, now))).containsExactly(101);
    }

    @Test
    void all_guests_of_a_node_that_is_away_and_back_have_not_changed() {
        VmRecord unknown =
                VmDraft.of(KNOWN).power(VmStatus.UNKNOWN, "unknown", null).build();

        assertThat(ConfigNeeds.changed(Map.of(101, KNOWN), Map.of(101, unknown)))
                .isEmpty();
        assertThat(ConfigNeeds.changed(Map.of(101, unknown), Map.of(101, KNOWN)))
                .isEmpty();
    }

    @Test
    void a_vm_that_is_there_again_after_a_list_without_it_may_be_another_one() {
        VmRecord missing = VmDraft.of(KNOWN).staleReason("not_listed").build();
        VmRecord onNodeThatIsAway =
                VmDraft.of(KNOWN).staleReason("node_offline").build();

        assertThat(ConfigNeeds.changed(Map.of(101, missing), Map.of(101, KNOWN)))
                .containsExactly(101);
        assertThat(ConfigNeeds.changed(Map.of(101, missing), Map.of(101, onNodeThatIsAway)))
                .containsExactly(101);
        assertThat(ConfigNeeds.changed(Map.of(101, KNOWN), Map.of(101, missing)))
                .isEmpty();
        assertThat(ConfigNeeds.changed(Map.of(101, onNodeThatIsAway), Map.of(101, KNOWN)))
                .isEmpty();
    }

    @Test
    void twelve_full_syncs_read_every_configuration_once_more() {
        Map<Integer, VmRecord> vms = Map.of(101, KNOWN, 102, Vms.running("lab-a/102"));

        long read = LongStream.range(0, 12)
                .mapToObj(turn -> ConfigNeeds.due(vms, ANY, turn))
                .mapToLong(List::size)
                .sum();

        assertThat(read).isEqualTo(2);
    }

    @Test
    void a_full_sync_tries_again_what_could_not_be_read() {
        VmRecord unreadable = Configuration.unreadable(KNOWN, "Permission check failed");

        for (long turn = 0; turn < 12; turn++) {
            assertThat(ConfigNeeds.due(Map.of(101, unreadable), ANY, turn)).containsExactly(unreadable);
        }
    }

    @Test
    void nobody_asks_a_node_that_does_not_answer() {
        VmRecord unread = VmDraft.of(KNOWN).birth(null).build();
        ConfigBacklog backlog = new ConfigBacklog();
        backlog.add(List.of(101));

        assertThat(ConfigNeeds.due(Map.of(101, unread), node -> false, 0)).isEmpty();
        assertThat(backlog.take(Map.of(101, unread), List.of(), node -> false, 10))
                .isEmpty();
        assertThat(backlog.take(Map.of(101, unread), List.of(), ANY, 10)).containsExactly(unread);
    }

    @Test
    void a_thousand_vms_started_at_once_are_read_over_several_ticks_and_each_once() {
        Map<Integer, VmRecord> before = fleet(1000, VmStatus.STOPPED);
        Map<Integer, VmRecord> after = fleet(1000, VmStatus.RUNNING);
        ConfigBacklog backlog = new ConfigBacklog();
        backlog.add(ConfigNeeds.changed(before, after));

        List<List<VmRecord>> ticks = IntStream.range(0, 6)
                .mapToObj(tick -> backlog.take(after, List.of(), ANY, 200))
                .toList();

        assertThat(ticks).extracting(List::size).containsExactly(200, 200, 200, 200, 200, 0);
        assertThat(ticks.stream().flatMap(List::stream).map(record -> record.vm()
                        .vmid()))
                .doesNotHaveDuplicates()
                .hasSize(1000);
    }

    @Test
    void new_vms_go_first_what_is_due_is_read_once_and_what_is_gone_is_forgotten() {
        Map<Integer, VmRecord> vms = fleet(4, VmStatus.RUNNING);
        vms.put(1003, VmDraft.of(vms.get(1003)).birth(null).build());
        ConfigBacklog backlog = new ConfigBacklog();
        backlog.add(List.of(1000, 1001, 1002, 1003, 7777));

        List<VmRecord> taken = backlog.take(vms, List.of(vms.get(1001)), ANY, 2);

        assertThat(taken).extracting(record -> record.vm().vmid()).containsExactly(1003, 1001, 1000);
        assertThat(backlog.size()).isEqualTo(1);
    }

    private static Map<Integer, VmRecord> fleet(int size, VmStatus status) {
        Map<Integer, VmRecord> vms = new TreeMap<>();
        IntStream.range(1000, 1000 + size).forEach(vmid -> vms.put(vmid, Vms.withStatus("lab-a/" + vmid, status)));
        return vms;
    }
}
