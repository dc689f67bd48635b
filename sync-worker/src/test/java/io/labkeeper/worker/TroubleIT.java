package io.labkeeper.worker;

import static io.labkeeper.worker.Inventory.SOON;
import static io.labkeeper.worker.Inventory.seen;
import static io.labkeeper.worker.Inventory.stored;
import static io.labkeeper.worker.Inventory.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.inventory.VmStatus;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.testing.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong with a cluster is told, costs no VM, and ends by itself. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class TroubleIT {
    private static final String CODE = "->'error'->>'code'";
    private static final String READER = Lab.reader("lab-b").name();
    private static final Set<String> RIGHTS =
            Set.of("VM.Audit", "Sys.Audit", "Pool.Audit", "VM.Monitor", "VM.GuestAgent.Audit");

    private final Control lab = Lab.of("lab-b");

    @BeforeEach
    void everythingWasRead() {
        Inventory.readWhole("lab-b");
        await().atMost(SOON).until(() -> sync(CODE, "lab-b") == null);
    }

    @AfterEach
    void mended() {
        lab.faults().clear();
        lab.addToken(Lab.reader("lab-b"));
        lab.grant(READER, "/", RIGHTS);
        lab.revoke(READER, "/vms/100");
        lab.nodes().up("pve1");
    }

    @Test
    void a_token_that_never_had_rights_is_reported_as_such() {
        await().atMost(SOON).untilAsserted(() -> assertThat(sync(CODE, "lab-x")).isEqualTo("no_rights"));
        assertThat(sync("->>'stale_reason'", "lab-x")).isEqualTo("no_rights");
        assertThat(sync("->>'last_quick_at'", "lab-x")).isNull();
    }

    @Test
    void rights_that_are_taken_away_remove_no_vm() {
        long vms = Inventory.count("lab-b");
        lab.revoke(READER, "/");

        await().atMost(SOON).untilAsserted(() -> assertThat(sync(CODE, "lab-b")).isEqualTo("no_rights"));
        assertThat(Inventory.count("lab-b")).isEqualTo(vms);

        lab.grant(READER, "/", RIGHTS);
        await().atMost(SOON).until(() -> sync(CODE, "lab-b") == null);
    }

    @Test
    void a_guest_that_is_taken_away_from_the_token_is_not_taken_for_gone() {
        long vms = Inventory.count("lab-b");
        lab.grant(READER, "/vms/100", Set.of());

        await().atMost(SOON).untilAsserted(() -> assertThat(sync(CODE, "lab-b")).isEqualTo("partial_rights"));
        assertThat(sync("->>'stale_reason'", "lab-b")).isNull();
        assertThat(Inventory.count("lab-b")).isEqualTo(vms);

        lab.revoke(READER, "/vms/100");
        await().atMost(SOON).until(() -> sync(CODE, "lab-b") == null);
    }

    @Test
    void a_vm_that_is_not_listed_any_more_but_kept_is_doubted_until_it_is_listed_again() {
        lab.grant(READER, "/vms/100", Set.of());
        seen("lab-b", 100, record -> assertThat(record.internal().staleReason()).isEqualTo("not_listed"));

        lab.revoke(READER, "/vms/100");
        seen("lab-b", 100, record -> assertThat(record.internal().staleReason()).isNull());
    }

    @Test
    void a_list_that_lacks_half_of_the_cluster_once_removes_nothing() {
        long vms = Inventory.count("lab-b");
        String gone = deleted("lab-b");
        String fault = lab.faults()
                .add(Fault.always(FaultKind.PARTIAL, "GET", "/cluster/resources", Fault.Effect.NONE.withKeep(0.5))
                        .times(2));

        await().atMost(SOON).until(() -> lab.faults().struck(fault) == 2);
        long seq = Inventory.number("metrics_seq", "lab-b");
        await().atMost(SOON).until(() -> Inventory.number("metrics_seq", "lab-b") >= seq + 3);

        assertThat(Inventory.count("lab-b")).isEqualTo(vms);
        assertThat(deleted("lab-b")).isEqualTo(gone);
    }

    @Test
    void x_04_many_guests_deleted_at_once_are_removed_but_not_before_the_third_list_that_lacks_them() {
        long vms = Inventory.count("lab-b");
        List<Integer> doomed = IntStream.range(0, (int) vms)
                .mapToObj(n -> lab.guests().create(GuestKind.QEMU, "pve1", "doomed-" + n))
                .toList();
        await().atMost(SOON).until(() -> Inventory.count("lab-b") == 2 * vms);

        lab.guests().delete(doomed);
        String lists = lab.faults().add(Fault.always(FaultKind.DELAY, "GET", "/cluster/resources", Fault.Effect.NONE));
        await().atMost(SOON).until(() -> Inventory.count("lab-b") < 2 * vms);

        assertThat(lab.faults().struck(lists)).isGreaterThanOrEqualTo(3);
        assertThat(Inventory.count("lab-b")).isEqualTo(vms);
    }

    /** How many VMs are marked so, those of earlier tests among them. */
    private static String deleted(String cluster) {
        return Stores.value(
                "SELECT count(*) FROM vm_inventory WHERE deleted_at IS NOT NULL AND cluster_id = '" + cluster + "'");
    }

    @Test
    void a_refused_token_is_told_keeps_the_state_and_is_not_tried_all_the_time() {
        long vms = Inventory.count("lab-b");
        lab.removeToken(READER);

        await().atMost(SOON).untilAsserted(() -> assertThat(sync("->>'stale_reason'", "lab-b"))
                .isEqualTo("auth_failed"));
        assertThat(Inventory.count("lab-b")).isEqualTo(vms);

        lab.addToken(Lab.reader("lab-b"));
        await().atMost(SOON).until(() -> sync("->>'stale_reason'", "lab-b") == null);
    }

    @Test
    void nonsense_is_not_believed_and_other_clusters_go_on() {
        lab.faults().add(Fault.always(FaultKind.GARBAGE, "GET", "/cluster/resources", Fault.Effect.NONE));
        await().atMost(SOON).untilAsserted(() -> assertThat(sync(CODE, "lab-b")).isEqualTo("malformed"));
        await().atMost(SOON).untilAsserted(() -> assertThat(sync("->>'stale_reason'", "lab-b"))
                .isEqualTo("cluster_unreachable"));

        long others = Inventory.number("metrics_seq", "lab-a");
        await().atMost(SOON).until(() -> Inventory.number("metrics_seq", "lab-a") >= others + 2);
        lab.faults().clear();
        await().atMost(SOON).until(() -> sync(CODE, "lab-b") == null);
    }

    @Test
    void vms_of_a_node_that_is_down_are_unknown_and_keep_their_names() {
        int vmid = lab.guests().vmids().stream()
                .filter(id -> lab.guests().look(id, guest -> guest.node().equals("pve1")))
                .findFirst()
                .orElseThrow();
        String name = Inventory.postgres("lab-b", vmid).vm().name();
        lab.nodes().down("pve1");

        seen("lab-b", vmid, record -> {
            assertThat(record.vm().status()).isEqualTo(VmStatus.UNKNOWN);
            assertThat(record.internal().staleReason()).isEqualTo("node_offline");
            assertThat(record.vm().name()).isEqualTo(name);
        });

        lab.nodes().up("pve1");
        seen("lab-b", vmid, record -> assertThat(record.internal().staleReason())
                .isNull());
    }

    @Test
    void vms_of_a_node_that_is_listed_online_but_answers_595_keep_their_state_and_are_doubted() {
        int vmid = lab.guests().vmids().stream()
                .filter(id -> lab.guests().look(id, guest -> guest.node().equals("pve1")))
                .findFirst()
                .orElseThrow();
        VmStatus before = Inventory.postgres("lab-b", vmid).vm().status();
        lab.nodes().unreachable("pve1", 595);
        lab.guests().create(io.labkeeper.simulator.state.GuestKind.QEMU, "pve1", "asked-for-its-configuration");

        seen("lab-b", vmid, record -> assertThat(record.internal().staleReason())
                .isEqualTo("node_unreachable"));
        assertThat(Inventory.postgres("lab-b", vmid).vm().status()).isEqualTo(before);

        lab.nodes().up("pve1");
        seen("lab-b", vmid, record -> assertThat(record.internal().staleReason())
                .isNull());
    }

    @Test
    void rights_that_are_known_to_be_partial_are_not_asked_for_with_every_list() {
        lab.grant(READER, "/vms/100", Set.of());
        await().atMost(SOON).untilAsserted(() -> assertThat(sync(CODE, "lab-b")).isEqualTo("partial_rights"));
        lab.requests().reset();

        await().atMost(SOON).until(() -> lab.requests().of("GET /cluster/resources") >= 9);

        assertThat(lab.requests().of("GET /access/permissions"))
                .isLessThan(lab.requests().of("GET /cluster/resources") - 2);
        lab.revoke(READER, "/vms/100");
        await().atMost(SOON).until(() -> sync(CODE, "lab-b") == null);
    }

    @Test
    void guest_agents_that_hang_do_not_hold_the_list_back() {
        lab.faults().add(Fault.always(FaultKind.HANG, "GET", "/nodes/*/agent/*", Fault.Effect.NONE));
        int running = lab.guests().create(io.labkeeper.simulator.state.GuestKind.QEMU, "pve2", "hanging");
        lab.guests().start(running);
        stored("lab-b", running, record -> assertThat(record.vm().status()).isEqualTo(VmStatus.RUNNING));
        lab.guests().rename(running, "renamed");

        stored("lab-b", running, record -> assertThat(record.vm().name()).isEqualTo("renamed"));
        lab.guests().delete(running);
    }
}
