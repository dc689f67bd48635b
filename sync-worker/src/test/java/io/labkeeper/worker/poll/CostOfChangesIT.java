package io.labkeeper.worker.poll;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.ClusterResources;
import io.labkeeper.proxmox.GuestRow;
import io.labkeeper.proxmox.NodeRow;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.Rows;
import io.labkeeper.worker.draft.VmDraft;
import io.labkeeper.worker.observe.Freshness;
import io.labkeeper.worker.observe.MetricsReading;
import io.labkeeper.worker.observe.Snapshot;
import io.labkeeper.worker.observe.Translation;
import io.labkeeper.worker.reconcile.Diff;
import io.labkeeper.worker.reconcile.Reconciler;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a list costs Postgres, counted by triggers: how many statements, and how many rows they write. Only transactions count
 * in which our own cluster's row was touched, since other clusters are read meanwhile.
 */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class CostOfChangesIT {
    private static final String CLUSTER = "lab-cost";
    private static final int VMS = 2_000;
    private static final int MANY = 10_000;
    private static final List<String> TABLES = List.of("vm_inventory", "vm_address", "cluster_metrics", "cluster_sync");

    @Inject
    Leases leases;

    @Inject
    io.labkeeper.worker.reconcile.Stores stores;

    private Reconciler reconciler;

    @BeforeEach
    void a_cluster_whose_costs_are_counted() {
        Inventory.readWhole("lab-a");
        Stores.sql("CREATE TABLE cost (tx xid8, tbl text, level text, cluster text)");
        Stores.sql("""
                CREATE FUNCTION note_cost() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                BEGIN
                    INSERT INTO public.cost VALUES (pg_current_xact_id(), TG_TABLE_NAME, TG_LEVEL,
                        CASE WHEN TG_LEVEL = 'STATEMENT' THEN NULL WHEN TG_OP = 'DELETE' THEN OLD.cluster_id
                             ELSE NEW.cluster_id END);
                    RETURN NULL;
                END $$""");
        for (String table : TABLES) {
            Stores.sql("CREATE TRIGGER cost_rows AFTER INSERT OR UPDATE OR DELETE ON " + table
                    + " FOR EACH ROW EXECUTE FUNCTION note_cost()");
            Stores.sql("CREATE TRIGGER cost_statements AFTER INSERT OR UPDATE OR DELETE ON " + table
                    + " FOR EACH STATEMENT EXECUTE FUNCTION note_cost()");
        }
        reconciler = new Reconciler(CLUSTER, stores);
        await().atMost(SOON).ignoreExceptions().until(this::hold);
        cost(); // the lease's own is none of a list's
    }

    /** May fail on a busy machine: the limits of these calls are short. */
    private boolean hold() {
        long fence = leases.take(CLUSTER, CLUSTER, "counted", Duration.ofMinutes(5))
                .await()
                .atMost(SOON)
                .orElseThrow()
                .fence();
        return reconciler.take(fence).await().atMost(SOON) != null;
    }

    @AfterEach
    void nothing_is_counted_any_more() {
        for (String table : TABLES) {
            Stores.sql("DROP TRIGGER cost_rows ON " + table);
            Stores.sql("DROP TRIGGER cost_statements ON " + table);
        }
        Stores.sql("DROP FUNCTION note_cost");
        Stores.sql("DROP TABLE cost");
        ClusterUnderTest.leavesNothing(CLUSTER);
    }

    @Test
    void
            a_list_with_a_hundred_changes_writes_a_hundred_rows_and_one_metrics_value_in_as_many_statements_as_any_other() {
        read(MANY, Vms.SEEN, MANY);
        Cost all = cost();
        address(MANY, "10.1", "config");
        assertThat(cost().addresses()).isEqualTo(MANY);

        read(MANY, Vms.SEEN.plusSeconds(30), MANY - 100);
        Cost hundred = cost();

        read(MANY, Vms.SEEN.plusSeconds(60), MANY - 101);
        Cost one = cost();

        assertThat(all.vms()).isEqualTo(MANY);
        assertThat(hundred.vms()).isEqualTo(100);
        assertThat(one.vms()).isEqualTo(1);
        assertThat(List.of(hundred.addresses(), one.addresses()))
                .as("they are configured, and the same")
                .containsOnly(0L);
        assertThat(List.of(all.metrics(), hundred.metrics(), one.metrics())).containsOnly(1L);
        assertThat(hundred.head()).as("the revision, and how it was read").isEqualTo(2);
        assertThat(List.of(all.statements(), hundred.statements()))
                .as("however many rows")
                .containsOnly(one.statements());
    }

    @Test
    void a_list_that_changes_nothing_writes_one_metrics_value_and_how_it_was_read() {
        read(VMS, Vms.SEEN, VMS);
        cost();

        read(VMS, Vms.SEEN.plusSeconds(30), VMS);

        assertThat(cost())
                .returns(0L, Cost::vms)
                .returns(0L, Cost::addresses)
                .returns(1L, Cost::metrics)
                .returns(1L, Cost::head);
    }

    @Test
    void only_addresses_that_differ_are_written() {
        read(VMS, Vms.SEEN, VMS);
        address(VMS, "10.1", "agent");
        cost();

        address(3, "10.2", "arp", "config");

        assertThat(cost().addresses()).as("three go, three come").isEqualTo(6);
        assertThat(Stores.value("SELECT count(*) FROM vm_address WHERE cluster_id = '" + CLUSTER
                        + "' AND ip LIKE '10.2.%' AND source = 'arp'"))
                .isEqualTo("3");
    }

    /** All sources name the same address of each. */
    private void address(int vms, String net, String... sources) {
        reconciler
                .change(state -> Diff.between(
                        state.vms(),
                        IntStream.range(0, vms)
                                .mapToObj(i -> addressed(state.vms().get(10_000 + i), net, sources))
                                .toList(),
                        List.of()))
                .await()
                .atMost(SOON);
    }

    private static VmRecord addressed(VmRecord record, String net, String... sources) {
        int vmid = record.vm().vmid();
        String mac = "BC:24:11:00:%02X:%02X".formatted(vmid / 256 % 256, vmid % 256);
        String ip = "%s.%d.%d".formatted(net, vmid / 256 % 256, vmid % 256);
        List<Address> all = Stream.of(sources)
                .map(source -> new Address(ip, mac, source, Vms.SEEN))
                .toList();
        return VmDraft.of(record).addresses(all, all.get(0), List.of(mac)).build();
    }

    /** What one list leads to, as the loop does it: the change set, then the description with the metrics. */
    private void read(int vms, Instant at, int running) {
        long age = Duration.between(Vms.SEEN, at).toSeconds();
        List<GuestRow> rows = IntStream.range(0, vms)
                .mapToObj(i -> i < running
                        ? Rows.running(10_000 + i, "vm-" + i, 3_600 + age)
                        : Rows.stopped(10_000 + i, "vm-" + i))
                .toList();
        Snapshot list = Snapshot.of(at, new ClusterResources(rows, List.of(new NodeRow("pve1", "online"))), Set.of());
        reconciler
                .change(state -> Diff.between(state.vms(), observed(state, list), List.of()))
                .chain(() -> reconciler.describe(before -> Vms.healthy(at), seq -> MetricsReading.of(list, seq)))
                .await()
                .atMost(SOON);
    }

    private static List<VmRecord> observed(ClusterInventory state, Snapshot list) {
        return list.guests().entrySet().stream()
                .map(entry -> Translation.fromList(
                        CLUSTER, entry.getValue(), state.vms().get(entry.getKey()), list, Freshness.NONE))
                .toList();
    }

    /**
     * @param statements that wrote, or would have
     * @param vms rows of VMs written
     * @param addresses rows of their addresses, written or removed
     */
    private record Cost(long statements, long vms, long addresses, long metrics, long head) {}

    /** What was counted since the last time. */
    private static Cost cost() {
        Cost cost = new Cost(
                count("level = 'STATEMENT' AND tx IN (SELECT tx FROM cost WHERE cluster = '" + CLUSTER + "')"),
                rows("vm_inventory"),
                rows("vm_address"),
                rows("cluster_metrics"),
                rows("cluster_sync"));
        Stores.sql("DELETE FROM cost");
        return cost;
    }

    private static long rows(String table) {
        return count("level = 'ROW' AND tbl = '" + table + "' AND cluster = '" + CLUSTER + "'");
    }

    private static long count(String where) {
        return Long.parseLong(Stores.value("SELECT count(*) FROM cost WHERE " + where));
    }
}
