package io.labkeeper.worker;

import static io.labkeeper.worker.Inventory.SOON;
import static io.labkeeper.worker.Inventory.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.Timing;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens on Proxmox shows in Postgres and Redis. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class BehindOurBackIT {
    private final Control lab = Lab.of("lab-a");

    @BeforeEach
    void everythingWasRead() {
        Inventory.readWhole("lab-a");
    }

    @Test
    void a_vm_that_is_created_renamed_started_migrated_stopped_and_deleted_is_seen_at_each_step() {
        int vmid = lab.guests().create(GuestKind.QEMU, "pve1", "newcomer");
        VmRecord created = seen("lab-a", vmid, record -> {
            assertThat(record.vm())
                    .returns("newcomer", vm -> vm.name())
                    .returns(VmStatus.STOPPED, vm -> vm.status())
                    .returns("linux", vm -> vm.category())
                    .returns(2048L, vm -> vm.memory());
            assertThat(record.internal().birth()).startsWith("qemu:");
        });

        lab.guests().rename(vmid, "renamed");
        seen("lab-a", vmid, record -> assertThat(record.vm().name()).isEqualTo("renamed"));

        lab.guests().start(vmid);
        seen("lab-a", vmid, record -> {
            assertThat(record.vm().status()).isEqualTo(VmStatus.RUNNING);
            assertThat(record.vm().ip()).startsWith("10.");
            assertThat(record.vm().ipSource()).isEqualTo("agent");
            assertThat(record.internal().bootTime()).isNotNull();
        });
        assertThat(Stores.value("SELECT source FROM vm_address WHERE cluster_id = 'lab-a' AND vmid = " + vmid))
                .isEqualTo("agent");

        lab.guests().migrate(vmid, "pve2");
        seen("lab-a", vmid, record -> assertThat(record.vm().node()).isEqualTo("pve2"));

        lab.guests().stop(vmid);
        VmRecord stopped = seen("lab-a", vmid, record -> {
            assertThat(record.vm().status()).isEqualTo(VmStatus.STOPPED);
            assertThat(record.vm().ip()).isNull();
        });
        assertThat(stopped.internal().birth()).isEqualTo(created.internal().birth());

        lab.guests().delete(vmid);
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(Inventory.postgres("lab-a", vmid)).isNull();
            assertThat(Inventory.redis("lab-a", vmid)).isNull();
        });
    }

    @Test
    void a_vmid_that_is_used_again_is_another_vm() {
        int vmid = lab.guests().create(GuestKind.QEMU, "pve1", "first");
        String first = seen(
                        "lab-a", vmid, record -> assertThat(record.internal().birth())
                                .isNotNull())
                .internal()
                .birth();

        lab.guests().delete(vmid);
        lab.guests().create(vmid, GuestKind.QEMU, "pve1", "second");

        seen("lab-a", vmid, record -> {
            assertThat(record.vm().name()).isEqualTo("second");
            assertThat(record.internal().birth()).isNotNull().isNotEqualTo(first);
        });
    }

    @Test
    void a_vm_deleted_and_made_anew_alike_within_one_interval_is_another_vm_which_the_task_log_tells() {
        int vmid = lab.guests().create(GuestKind.QEMU, "pve1", "clone-of-the-template");
        String first = seen(
                        "lab-a", vmid, record -> assertThat(record.internal().birth())
                                .isNotNull())
                .internal()
                .birth();

        lab.guests().delete(vmid);
        lab.guests().create(vmid, GuestKind.QEMU, "pve1", "clone-of-the-template");

        VmRecord second =
                seen("lab-a", vmid, record -> assertThat(record.internal().birth())
                        .isNotNull()
                        .isNotEqualTo(first));
        assertThat(second.vm().name()).isEqualTo("clone-of-the-template");
        lab.guests().delete(vmid);
    }

    @Test
    void a_configuration_that_was_not_read_for_no_fault_of_its_vm_is_read_with_the_next_list() {
        int vmid = lab.guests().create(GuestKind.QEMU, "pve1", "made-anew");
        String first = seen(
                        "lab-a", vmid, record -> assertThat(record.internal().birth())
                                .isNotNull())
                .internal()
                .birth();
        String cut = lab.faults()
                .add(Fault.always(FaultKind.RESET, "GET", "/nodes/*/qemu/" + vmid + "/config", Fault.Effect.NONE));

        lab.guests().delete(vmid);
        lab.guests().create(vmid, GuestKind.QEMU, "pve1", "made-anew");
        await().atMost(SOON).until(() -> lab.faults().struck(cut) > 0);
        lab.faults().remove(cut);

        VmRecord second =
                seen("lab-a", vmid, record -> assertThat(record.internal().birth())
                        .isNotNull()
                        .isNotEqualTo(first));
        assertThat(second.vm().syncError()).isNull();
        lab.guests().delete(vmid);
    }

    @Test
    void a_start_behind_our_back_shows_before_the_list_does() {
        int vmid = lab.guests().create(GuestKind.QEMU, "pve1", "started-by-hand");
        // Its node is asked again, whatever a test before did to it.
        seen("lab-a", vmid, record -> assertThat(record.internal().birth()).isNotNull());
        assertThat(Inventory.postgres("lab-a", vmid).vm().status()).isEqualTo(VmStatus.STOPPED);
        lab.setTiming(Timing.LAG, Duration.ofMinutes(10));
        try {
            lab.guests().start(vmid);

            VmRecord record =
                    seen("lab-a", vmid, now -> assertThat(now.vm().status()).isEqualTo(VmStatus.RUNNING));

            assertThat(record.internal().observedSource()).isEqualTo(VmRecord.ObservedSource.CURRENT);
        } finally {
            lab.setTiming(Timing.LAG, Duration.ZERO);
            lab.guests().delete(vmid);
        }
    }

    @Test
    void a_tick_asks_for_the_list_and_the_task_log_and_for_no_rights() {
        long seq = Inventory.number("metrics_seq", "lab-a");
        await().atMost(SOON).until(() -> Inventory.number("metrics_seq", "lab-a") > seq);
        lab.requests().reset();

        await().atMost(SOON).until(() -> lab.requests().of("GET /cluster/resources") >= 8);

        long lists = lab.requests().of("GET /cluster/resources");
        assertThat(lab.requests().of("GET /cluster/tasks")).isBetween(lists - 2, lists + 1);
        assertThat(lab.requests().of("GET /access/permissions")).isZero();
    }

    @Test
    void without_the_task_log_the_cluster_is_read_all_the_same() {
        lab.faults().add(Fault.always(FaultKind.GARBAGE, "GET", "/cluster/tasks", Fault.Effect.NONE));
        try {
            long seq = Inventory.number("metrics_seq", "lab-a");

            await().atMost(SOON).until(() -> Inventory.number("metrics_seq", "lab-a") >= seq + 3);

            assertThat(Inventory.sync("->>'error'", "lab-a")).isNull();
        } finally {
            lab.faults().clear();
        }
    }

    @Test
    void an_unchanged_fleet_of_running_vms_raises_no_revision_over_ten_quick_syncs() {
        lab.setTiming(Timing.LAG, Duration.ofSeconds(2));
        try {
            await().atMost(SOON).untilAsserted(() -> {
                long revision = Inventory.number("revision", "lab-a");
                long seq = Inventory.number("metrics_seq", "lab-a");
                await().atMost(SOON).until(() -> Inventory.number("metrics_seq", "lab-a") >= seq + 10);
                assertThat(Inventory.number("revision", "lab-a")).isEqualTo(revision);
            });
        } finally {
            lab.setTiming(Timing.LAG, Duration.ZERO);
        }
        assertThat(Stores.value("SELECT body->'vms'->'100' FROM cluster_metrics WHERE cluster_id = 'lab-a'"))
                .startsWith("[");
    }

    @Test
    void the_reading_is_described_truthfully() {
        await().atMost(SOON).until(() -> Long.parseLong(Inventory.sync("->'last'->>'quick_requests'", "lab-a")) > 0);
        assertThat(Inventory.sync("->>'error'", "lab-a")).isNull();
        assertThat(Inventory.sync("->>'quick_interval_ms'", "lab-a")).isEqualTo("500");
        assertThat(Inventory.sync("->'nodes'->0->>'status'", "lab-a")).isEqualTo("online");
        assertThat(Long.parseLong(Inventory.sync("->'last'->>'full_requests'", "lab-a")))
                .isPositive();
        assertThat(Inventory.redisHead("owner", "lab-a"))
                .startsWith("worker-test-")
                .isEqualTo(Inventory.text("owner", "lab-a"));
    }

    @Test
    void known_addresses_are_not_looked_up_again() {
        Map<Integer, String> known = addresses();
        assertThat(known).isNotEmpty();
        lab.requests().reset();

        String before = Inventory.sync("->>'last_full_at'", "lab-a");
        await().atMost(SOON).until(() -> !before.equals(Inventory.sync("->>'last_full_at'", "lab-a")));

        assertThat(Long.parseLong(Inventory.sync("->'last'->>'address_hits'", "lab-a")))
                .isGreaterThanOrEqualTo(known.size());
        long agentCalls = lab.requests().of("GET /nodes/{node}/qemu/{vmid}/agent/network-get-interfaces");
        long without = running() - known.size();
        assertThat(agentCalls).isLessThanOrEqualTo(2 * without);
        assertThat(addresses()).isEqualTo(known);
    }

    private Map<Integer, String> addresses() {
        return vms().stream()
                .filter(record ->
                        record.vm().status() == VmStatus.RUNNING && record.vm().ip() != null)
                .collect(Collectors.toMap(
                        record -> record.vm().vmid(), record -> record.vm().ip()));
    }

    private long running() {
        return vms().stream()
                .filter(record -> record.vm().status() == VmStatus.RUNNING)
                .count();
    }

    private List<VmRecord> vms() {
        return lab.guests().vmids().stream()
                .map(vmid -> Inventory.postgres("lab-a", vmid))
                .toList();
    }
}
