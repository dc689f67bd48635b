package io.labkeeper.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.Trouble;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmRecord.ObservedSource;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.proxmox.GuestRow;
import io.labkeeper.proxmox.GuestStatus;
import io.labkeeper.worker.Rows;
import io.labkeeper.worker.draft.VmDraft;
import io.labkeeper.worker.reconcile.Diff;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranslationTest {
    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
    private static final String MAC = "BC:24:11:00:00:01";
    private static final Address FROM_AGENT = new Address("10.0.0.9", MAC, "agent", T0);
    private static final String ACTION = "019b0000-0000-7000-8000-000000000001";
    private static final Address CONFIGURED = new Address("10.0.0.5", MAC, "config", T0);

    @Test
    void a_new_vm_has_what_the_row_tells() {
        VmRecord record = list(T0, Rows.running(100, "web", 3600), null, Freshness.NONE);

        assertThat(record.vm())
                .returns("web", vm -> vm.name())
                .returns(VmStatus.RUNNING, vm -> vm.status())
                .returns(2048L, vm -> vm.memory())
                .returns(2, vm -> vm.cores())
                .returns(16L << 30, vm -> vm.diskSize())
                .returns("other", vm -> vm.category())
                .returns(null, vm -> vm.ip());
        assertThat(record.internal().bootTime()).isEqualTo(T0.minusSeconds(3600));
        assertThat(record.internal().birth()).isNull();
    }

    /** All that qemu-server and pve-container know. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup",
                "clone",
                "create",
                "migrate",
                "rollback",
                "snapshot",
                "snapshot-delete",
                "suspending",
                "suspended",
                "destroyed",
                "disk",
                "fstrim",
                "mounted"
            })
    void whatever_holds_a_running_guest_is_told_and_does_not_change_its_status(String lock) {
        GuestRow free = Rows.running(100, "web", 3600);
        GuestRow held = new GuestRow(
                free.ref(),
                free.name(),
                free.status(),
                free.template(),
                free.uptime(),
                free.cpu(),
                free.maxcpu(),
                free.mem(),
                free.maxmem(),
                free.maxdisk(),
                lock,
                free.tags(),
                free.pool(),
                free.hastate());

        VmRecord record = list(T0, held, null, Freshness.NONE);

        assertThat(record.vm().lock()).isEqualTo(lock);
        assertThat(record.vm().status()).isEqualTo(VmStatus.RUNNING);
    }

    @Test
    void without_statistics_the_last_known_name_and_size_stay() {
        VmRecord known = list(T0, Rows.running(100, "web", 3600), null, Freshness.NONE);

        VmRecord record = list(T0.plusSeconds(60), Rows.bare(100, "pve1"), known, Freshness.NONE);

        assertThat(record.vm())
                .returns("web", vm -> vm.name())
                .returns(VmStatus.UNKNOWN, vm -> vm.status())
                .returns(2048L, vm -> vm.memory())
                .returns(2, vm -> vm.cores());
        assertThat(record.internal().staleReason()).isEqualTo("statistics_expired");
    }

    @Test
    void a_vm_never_known_by_name_is_called_by_its_number() {
        assertThat(list(T0, Rows.bare(100, "pve1"), null, Freshness.NONE).vm().name())
                .isEqualTo("VM 100");
    }

    @Test
    void on_an_offline_node_the_row_is_not_believed() {
        VmRecord known = running(FROM_AGENT);

        VmRecord record = Translation.fromList(
                "lab-a",
                Rows.running(100, "web", 3660),
                known,
                new Snapshot(T0.plusSeconds(60), Map.of(), Map.of("pve1", "offline"), Set.of()),
                Freshness.NONE);

        assertThat(record.vm().status()).isEqualTo(VmStatus.UNKNOWN);
        assertThat(record.internal().staleReason()).isEqualTo("node_offline");
        assertThat(record.vm().ip()).isEqualTo("10.0.0.9");
    }

    @Test
    void behind_a_node_that_cannot_be_reached_the_last_state_stays_and_is_doubted() {
        VmRecord record = Translation.fromList(
                "lab-a",
                Rows.running(100, "web", 3660),
                running(FROM_AGENT),
                new Snapshot(T0.plusSeconds(60), Map.of(), Map.of("pve1", "online"), Set.of("pve1")),
                Freshness.NONE);

        assertThat(record.vm().status()).isEqualTo(VmStatus.RUNNING);
        assertThat(record.internal().staleReason()).isEqualTo("node_unreachable");
    }

    @Test
    void a_list_begun_within_15_s_after_a_look_does_not_override_it() {
        VmRecord looked = Translation.fromStatus(running(FROM_AGENT), status("stopped", 0), T0, null, Freshness.NONE);
        GuestRow late = Rows.running(100, "web", 3610);

        VmRecord lagging = list(T0.plusSeconds(14), late, looked, Freshness.NONE);
        VmRecord believed = list(T0.plusSeconds(15), late, looked, Freshness.NONE);

        assertThat(lagging.vm().status()).isEqualTo(VmStatus.STOPPED);
        assertThat(lagging.internal().observedSource()).isEqualTo(ObservedSource.CURRENT);
        assertThat(believed.vm().status()).isEqualTo(VmStatus.RUNNING);
    }

    @Test
    void an_unwritten_look_counts_as_well() {
        Freshness looked = new Freshness(T0, null, null);

        VmRecord record = list(T0.plusSeconds(5), Rows.stopped(100, "web"), running(FROM_AGENT), looked);

        assertThat(record.vm().status()).isEqualTo(VmStatus.RUNNING);
    }

    @Test
    void a_list_confirms_an_ended_action_only_when_it_was_begun_15_s_after_it() {
        Freshness ended = new Freshness(null, "019b0000-0000-7000-8000-000000000001", T0);
        GuestRow row = Rows.running(100, "web", 3600);

        assertThat(list(T0.plusSeconds(14), row, running(FROM_AGENT), ended)
                        .internal()
                        .confirmedAction())
                .isNull();
        assertThat(list(T0.plusSeconds(16), row, running(FROM_AGENT), ended)
                        .internal()
                        .confirmedAction())
                .isEqualTo(ended.endedAction());
    }

    @Test
    void the_same_uptime_seen_through_lag_is_no_restart() {
        VmRecord known = running(FROM_AGENT);

        for (int lag = 0; lag <= 12; lag++) {
            VmRecord record =
                    list(T0.plusSeconds(600), Rows.running(100, "web", 3600 + 600 - lag), known, Freshness.NONE);
            assertThat(record.internal().bootTime()).isEqualTo(known.internal().bootTime());
            assertThat(record.vm().ip()).isEqualTo("10.0.0.9");
        }
    }

    @Test
    void a_restart_changes_the_boot_time_and_drops_what_the_guest_had_said() {
        VmRecord known = running(FROM_AGENT, CONFIGURED);

        VmRecord record = list(T0.plusSeconds(600), Rows.running(100, "web", 20), known, Freshness.NONE);

        assertThat(record.internal().bootTime()).isEqualTo(T0.plusSeconds(580));
        assertThat(record.internal().addresses()).containsExactly(CONFIGURED);
        assertThat(record.vm().ip()).isEqualTo("10.0.0.5");
        assertThat(Translation.started(known, record)).isTrue();
    }

    @Test
    void a_live_migration_resets_the_uptime_but_keeps_the_address() {
        VmRecord known = running(FROM_AGENT);

        VmRecord record = list(T0.plusSeconds(600), Rows.row(100, "web", "pve2", "running", 5), known, Freshness.NONE);

        assertThat(record.vm().node()).isEqualTo("pve2");
        assertThat(record.vm().ip()).isEqualTo("10.0.0.9");
    }

    /** pvestatd waits for a storage: its samples stay, and what they tell grows old. */
    @Test
    void uptimes_that_stand_still_are_no_restart_and_take_no_address() {
        VmRecord known = running(FROM_AGENT);
        Uptimes last = shown(T0, 3600, Uptimes.NONE);
        for (int seconds = 30; seconds <= 300; seconds += 30) {
            Instant began = T0.plusSeconds(seconds);
            VmRecord record = list(began, Rows.running(100, "web", 3600), known, last);

            assertThat(record.internal().bootTime()).isEqualTo(known.internal().bootTime());
            assertThat(record.vm().ip()).isEqualTo(FROM_AGENT.ip());
            assertThat(Translation.started(known, record)).isFalse();
            known = written(known, record);
            last = shown(began, 3600, last);
        }

        VmRecord again = list(T0.plusSeconds(330), Rows.running(100, "web", 3930), known, last);

        assertThat(again.internal().bootTime()).isEqualTo(known.internal().bootTime());
    }

    /** Of the list before, which another worker has read, only the time is known. */
    @Test
    void nor_are_they_one_in_the_first_list_of_whoever_takes_the_cluster_over() {
        VmRecord known = running(FROM_AGENT);

        VmRecord record =
                list(T0.plusSeconds(120), Rows.running(100, "web", 3600), known, Uptimes.read(T0.plusSeconds(90)));
        VmRecord started =
                list(T0.plusSeconds(120), Rows.running(100, "web", 20), known, Uptimes.read(T0.plusSeconds(90)));

        assertThat(record.vm().ip()).isEqualTo(FROM_AGENT.ip());
        assertThat(Translation.started(known, record)).isFalse();
        assertThat(Translation.started(known, started)).isTrue();
    }

    @Test
    void a_restart_while_they_stood_still_is_seen_afterwards() {
        VmRecord known = running(FROM_AGENT);
        Uptimes last = shown(T0.plusSeconds(300), 3600, Uptimes.NONE);

        VmRecord record = list(T0.plusSeconds(330), Rows.running(100, "web", 250), known, last);

        assertThat(Translation.started(known, record)).isTrue();
    }

    @Test
    void nor_is_a_restart_missed_after_which_the_guest_has_run_for_longer_than_its_last_sample_said() {
        VmRecord known = list(T0.plusSeconds(30), Rows.running(100, "web", 30), null, Freshness.NONE);
        Uptimes last = shown(T0.plusSeconds(30), 30, shown(T0, 5, Uptimes.NONE));
        for (int seconds = 60; seconds <= 180; seconds += 30) {
            VmRecord still = list(T0.plusSeconds(seconds), Rows.running(100, "web", 30), known, last);
            assertThat(Translation.started(known, still)).isFalse();
            known = written(known, still);
            last = shown(T0.plusSeconds(seconds), 30, last);
        }

        VmRecord record = list(T0.plusSeconds(200), Rows.running(100, "web", 130), known, last);

        assertThat(Translation.started(known, record)).isTrue();
    }

    @Test
    void nor_one_in_the_long_time_in_which_nothing_was_shown_of_the_guest() {
        VmRecord known = list(T0, Rows.running(100, "web", 86_400), null, Freshness.NONE);
        Uptimes last = shown(T0, 86_400, Uptimes.NONE);
        for (int seconds = 30; seconds < 900; seconds += 30) {
            Snapshot silent = new Snapshot(T0.plusSeconds(seconds), Map.of(), Map.of("pve1", "online"), Set.of());
            last = Uptimes.of(silent, last, Set.of(100));
        }

        VmRecord record = list(T0.plusSeconds(900), Rows.running(100, "web", 480), known, last);

        assertThat(Translation.started(known, record)).isTrue();
    }

    @Test
    void nor_one_of_a_doubted_guest_by_whoever_takes_the_cluster_over() {
        VmRecord known = list(T0, Rows.running(100, "web", 86_400), null, Freshness.NONE);
        VmRecord doubted = Unlisted.doubted(known, T0.plusSeconds(870), Freshness.NONE);

        VmRecord record =
                list(T0.plusSeconds(900), Rows.running(100, "web", 480), doubted, Uptimes.read(T0.plusSeconds(870)));

        assertThat(Translation.started(doubted, record)).isTrue();
    }

    @Test
    void a_young_guest_that_is_restarted_is_seen_though_its_uptime_has_grown() {
        VmRecord known = list(T0, Rows.running(100, "web", 5), null, Freshness.NONE);

        VmRecord record = list(T0.plusSeconds(60), Rows.running(100, "web", 30), known, shown(T0, 5, Uptimes.NONE));

        assertThat(Translation.started(known, record)).isTrue();
    }

    @Test
    void a_live_migration_whose_new_uptime_shows_later_is_no_restart() {
        VmRecord before = running(FROM_AGENT);

        VmRecord record = before;
        for (int second = 600; second < 660; second++) {
            // For 12 s the list shows the new node with the old node's uptime.
            long uptime = second < 612 ? 3600 + second : second - 595;
            VmRecord next = list(
                    T0.plusSeconds(second), Rows.row(100, "web", "pve2", "running", uptime), record, Freshness.NONE);
            assertThat(Translation.started(record, next)).isFalse();
            assertThat(next.vm().ip()).isEqualTo("10.0.0.9");
            record = written(record, next);
        }

        assertThat(record.internal().bootTime()).isEqualTo(T0.plusSeconds(595));
        VmRecord restarted =
                list(T0.plusSeconds(700), Rows.row(100, "web", "pve2", "running", 2), record, Freshness.NONE);
        assertThat(Translation.started(record, restarted)).isTrue();
    }

    @Test
    void a_live_migration_seen_just_after_a_look_is_no_restart_either() {
        VmRecord looked =
                Translation.fromStatus(running(FROM_AGENT), status("running", 3600), T0, null, Freshness.NONE);

        VmRecord moved = list(
                T0.plusSeconds(5),
                Rows.row(100, "web", "pve2", "running", 3605),
                looked,
                new Freshness(T0, null, null));
        VmRecord later = list(T0.plusSeconds(40), Rows.row(100, "web", "pve2", "running", 36), moved, Freshness.NONE);

        assertThat(moved.vm().status()).isEqualTo(VmStatus.RUNNING);
        assertThat(Translation.started(moved, later)).isFalse();
        assertThat(later.vm().ip()).isEqualTo("10.0.0.9");
        assertThat(later.internal().bootTime()).isEqualTo(T0.plusSeconds(4));
    }

    @Test
    void what_ha_has_recovered_from_a_node_that_is_away_was_started_there() {
        VmRecord away = onOfflineNode(running(FROM_AGENT));

        VmRecord recovered =
                list(T0.plusSeconds(200), Rows.row(100, "web", "pve2", "running", 3790), away, Freshness.NONE);
        VmRecord later =
                list(T0.plusSeconds(230), Rows.row(100, "web", "pve2", "running", 25), recovered, Freshness.NONE);

        assertThat(Translation.started(away, recovered)).isTrue();
        assertThat(recovered.vm().ip()).isNull();
        assertThat(later.internal().bootTime()).isEqualTo(T0.plusSeconds(205));
        assertThat(Translation.started(recovered, later)).as("only once").isFalse();
    }

    @Test
    void what_ha_recovers_without_statistics_at_first_was_started_as_well() {
        VmRecord away = onOfflineNode(running(FROM_AGENT));

        VmRecord moved = list(T0.plusSeconds(200), Rows.bare(100, "pve2"), away, Freshness.NONE);
        VmRecord recovered =
                list(T0.plusSeconds(230), Rows.row(100, "web", "pve2", "running", 25), moved, Freshness.NONE);

        assertThat(Translation.started(away, moved)).isFalse();
        assertThat(Translation.started(moved, recovered)).isTrue();
        assertThat(recovered.vm().ip()).isNull();
    }

    @Test
    void a_running_container_on_another_node_was_restarted_since_there_is_no_live_migration_for_it() {
        VmRecord container = list(T0, container("pve1", 3600), null, Freshness.NONE);
        VmRecord addressed = VmDraft.of(container)
                .addresses(List.of(FROM_AGENT), FROM_AGENT, List.of(MAC))
                .build();

        VmRecord moved = list(T0.plusSeconds(60), container("pve2", 3660), addressed, Freshness.NONE);

        assertThat(Translation.started(addressed, moved)).isTrue();
        assertThat(moved.vm().ip()).isNull();
    }

    private static VmRecord onOfflineNode(VmRecord known) {
        return Translation.fromList(
                "lab-a",
                Rows.running(100, "web", 3660),
                known,
                new Snapshot(T0.plusSeconds(60), Map.of(), Map.of("pve1", "offline"), Set.of()),
                Freshness.NONE);
    }

    private static GuestRow container(String node, long uptime) {
        GuestRow row = Rows.row(100, "web", node, "running", uptime);
        return new GuestRow(
                new io.labkeeper.proxmox.GuestRef(node, io.labkeeper.proxmox.GuestType.LXC, 100),
                row.name(),
                row.status(),
                false,
                row.uptime(),
                row.cpu(),
                row.maxcpu(),
                row.mem(),
                row.maxmem(),
                row.maxdisk(),
                null,
                List.of(),
                null,
                null);
    }

    @Test
    void a_stopped_vm_has_no_address_of_its_own() {
        VmRecord record = list(T0.plusSeconds(60), Rows.stopped(100, "web"), running(FROM_AGENT), Freshness.NONE);

        assertThat(record.vm().ip()).isNull();
        assertThat(record.vm().mac()).isEqualTo(MAC);
        assertThat(record.internal().bootTime()).isNull();
    }

    @Test
    void a_look_after_an_action_confirms_it_and_never_an_older_one_instead() {
        String older = "019b0000-0000-7000-8000-000000000001";
        String newer = "019b0000-0000-7000-8000-000000000002";

        VmRecord first = Translation.fromStatus(running(FROM_AGENT), status("running", 5), T0, newer, Freshness.NONE);
        VmRecord second = Translation.fromStatus(first, status("running", 6), T0, older, Freshness.NONE);

        assertThat(first.internal().confirmedAction()).isEqualTo(newer);
        assertThat(second.internal().confirmedAction()).isEqualTo(newer);
    }

    @Test
    void a_look_begun_earlier_and_answered_later_does_not_override_a_newer_one() {
        VmRecord newer = Translation.fromStatus(
                running(FROM_AGENT), status("stopped", 0), T0.plusSeconds(2), null, Freshness.NONE);

        VmRecord late = Translation.fromStatus(newer, status("running", 3600), T0, ACTION, Freshness.NONE);

        assertThat(late.vm().status()).isEqualTo(VmStatus.STOPPED);
        assertThat(late.internal().observedAt()).isEqualTo(T0.plusSeconds(2));
        assertThat(late.internal().confirmedAction())
                .as("what was begun after the action's end has been followed by something newer still")
                .isEqualTo(ACTION);
    }

    @Test
    void a_newer_look_that_changed_nothing_counts_although_no_row_tells_of_it() {
        Freshness unwritten = new Freshness(T0.plusSeconds(2), null, null);

        VmRecord late = Translation.fromStatus(running(FROM_AGENT), status("stopped", 0), T0, null, unwritten);

        assertThat(late.vm().status()).isEqualTo(VmStatus.RUNNING);
    }

    @Test
    void its_own_look_is_not_taken_for_a_newer_one() {
        Freshness itself = new Freshness(T0, null, null);

        VmRecord seen = Translation.fromStatus(running(FROM_AGENT), status("stopped", 0), T0, null, itself);

        assertThat(seen.vm().status()).isEqualTo(VmStatus.STOPPED);
    }

    @Test
    void a_stop_ends_what_the_agent_failed_at_but_not_that_the_configuration_cannot_be_read() {
        VmRecord agent = VmDraft.of(running(FROM_AGENT))
                .syncError(new Trouble("agent_failed", "…"), "500")
                .build();
        VmRecord unreadable = Configuration.unreadable(running(FROM_AGENT), "Permission check failed");

        assertThat(list(T0.plusSeconds(60), Rows.stopped(100, "web"), agent, Freshness.NONE)
                        .vm()
                        .syncError())
                .isNull();
        VmRecord stopped = list(T0.plusSeconds(60), Rows.stopped(100, "web"), unreadable, Freshness.NONE);
        assertThat(stopped.vm().syncError().code()).isEqualTo("config_unreadable");
        assertThat(stopped.internal().syncErrorDetail()).isEqualTo("Permission check failed");
    }

    @Test
    void a_state_that_qemu_alone_knows_is_unknown_keeps_its_word_and_is_no_restart_when_it_ends() {
        VmRecord known = running(FROM_AGENT);

        VmRecord halted =
                list(T0.plusSeconds(60), Rows.row(100, "web", "pve1", "io-error", 3660), known, Freshness.NONE);
        VmRecord looked =
                Translation.fromStatus(known, status("prelaunch", 3660), T0.plusSeconds(60), null, Freshness.NONE);
        VmRecord again = list(T0.plusSeconds(120), Rows.running(100, "web", 3720), looked, Freshness.NONE);

        assertThat(halted.vm().status()).isEqualTo(VmStatus.UNKNOWN);
        assertThat(halted.internal().rawStatus()).isEqualTo("io-error");
        assertThat(halted.internal().bootTime()).isEqualTo(known.internal().bootTime());
        assertThat(looked.internal().rawStatus()).isEqualTo("prelaunch");
        assertThat(looked.internal().bootTime()).isEqualTo(known.internal().bootTime());
        assertThat(again.vm().ip()).isEqualTo("10.0.0.9");
        assertThat(Translation.started(looked, again)).isFalse();
    }

    @Test
    void a_guest_called_u_has_no_name_in_the_list_and_keeps_the_last_one_known() {
        GuestRow nameless = Rows.row(100, null, "pve1", "running", 3660);

        assertThat(list(T0, nameless, null, Freshness.NONE).vm().name()).isEqualTo("VM 100");
        assertThat(list(T0, nameless, running(), Freshness.NONE).vm().name()).isEqualTo("web");
        assertThat(list(T0, nameless, null, Freshness.NONE).internal().staleReason())
                .as("it lacks a name, not its statistics")
                .isNull();
    }

    @Test
    void what_comes_from_the_cluster_file_system_is_told_even_when_the_statistics_have_expired() {
        VmRecord record = list(T0, decorated(Rows.bare(100, "pve2"), true), running(FROM_AGENT), Freshness.NONE);

        assertThat(record.vm().node()).isEqualTo("pve2");
        assertThat(record.vm().lock()).isEqualTo("migrate");
        assertThat(record.vm().tags()).containsExactly("blue", "web");
        assertThat(record.internal().pool()).isEqualTo("students");
        assertThat(record.internal().ha()).isTrue();
    }

    @Test
    void lock_pool_and_ha_that_are_gone_from_the_row_are_gone() {
        VmRecord held = list(T0, decorated(Rows.running(100, "web", 3600), false), null, Freshness.NONE);

        VmRecord free = list(T0.plusSeconds(60), Rows.running(100, "web", 3660), held, Freshness.NONE);

        assertThat(free.vm().lock()).isNull();
        assertThat(free.internal().pool()).isNull();
        assertThat(free.internal().ha()).isFalse();
    }

    @Test
    void a_template_whose_statistics_have_expired_is_still_one_and_one_that_says_it_is_none_is_none() {
        VmRecord template = list(T0, decorated(Rows.stopped(100, "gold"), true), null, Freshness.NONE);

        assertThat(template.vm().isTemplate()).isTrue();
        assertThat(list(T0.plusSeconds(60), Rows.bare(100, "pve1"), template, Freshness.NONE)
                        .vm()
                        .isTemplate())
                .isTrue();
        assertThat(list(T0.plusSeconds(60), Rows.stopped(100, "gold"), template, Freshness.NONE)
                        .vm()
                        .isTemplate())
                .isFalse();
    }

    @Test
    void suspended_to_disk_is_a_stopped_vm_with_a_lock() {
        GuestRow row = Rows.stopped(100, "web");
        GuestRow suspended = new GuestRow(
                row.ref(),
                row.name(),
                row.status(),
                false,
                row.uptime(),
                row.cpu(),
                row.maxcpu(),
                row.mem(),
                row.maxmem(),
                row.maxdisk(),
                "suspended",
                row.tags(),
                null,
                null);

        assertThat(list(T0, suspended, running(FROM_AGENT), Freshness.NONE).vm().status())
                .isEqualTo(VmStatus.SUSPENDED);
    }

    private static GuestRow decorated(GuestRow row, boolean template) {
        return new GuestRow(
                row.ref(),
                row.name(),
                row.status(),
                template,
                row.uptime(),
                row.cpu(),
                row.maxcpu(),
                row.mem(),
                row.maxmem(),
                row.maxdisk(),
                "migrate",
                List.of("blue", "web"),
                "students",
                "started");
    }

    @Test
    void a_vmid_that_is_a_container_now_inherits_nothing() {
        VmRecord known = VmDraft.of(running(FROM_AGENT)).birth("qemu:1:a").build();

        VmRecord record = list(T0, container("pve1", 10), known, Freshness.NONE);

        assertThat(record.vm().type()).isEqualTo("lxc");
        assertThat(record.vm().category()).isEqualTo("linux");
        assertThat(record.internal().birth()).isNull();
        assertThat(record.vm().ip()).isNull();
    }

    private static VmRecord running(Address... addresses) {
        VmRecord record = list(T0, Rows.running(100, "web", 3600), null, Freshness.NONE);
        List<Address> all = List.of(addresses);
        return VmDraft.of(record)
                .addresses(all, Translation.choice(List.of(MAC), all), List.of(MAC))
                .build();
    }

    /** As the stores hold it: what does not differ is not written, so that the time of the observation stays. */
    private static VmRecord written(VmRecord known, VmRecord observed) {
        return Diff.between(Map.of(100, known), List.of(observed), List.of()).isEmpty() ? known : observed;
    }

    private static VmRecord list(Instant began, GuestRow row, VmRecord known, Freshness fresher) {
        return Translation.fromList("lab-a", row, known, snapshot(began), fresher);
    }

    private static VmRecord list(Instant began, GuestRow row, VmRecord known, Uptimes last) {
        return Translation.fromList("lab-a", row, known, snapshot(began).after(last), Freshness.NONE);
    }

    private static Uptimes shown(Instant began, long uptime, Uptimes last) {
        Snapshot list =
                new Snapshot(began, Map.of(100, Rows.running(100, "web", uptime)), Map.of("pve1", "online"), Set.of());
        return Uptimes.of(list, last, Set.of(100));
    }

    private static Snapshot snapshot(Instant began) {
        return new Snapshot(began, Map.of(), Map.of("pve1", "online", "pve2", "online"), Set.of());
    }

    private static GuestStatus status(String word, long uptime) {
        return new GuestStatus(
                word,
                null,
                "web",
                null,
                false,
                false,
                OptionalLong.of(uptime),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }
}
