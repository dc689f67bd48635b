package io.labkeeper.worker.poll;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.inventory.VmStatus;
import io.labkeeper.proxmox.ClusterResources;
import io.labkeeper.proxmox.GuestConfig;
import io.labkeeper.proxmox.GuestRow;
import io.labkeeper.proxmox.GuestStatus;
import io.labkeeper.proxmox.NodeRow;
import io.labkeeper.proxmox.Permissions;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.store.StoreException;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.Rows;
import io.labkeeper.worker.address.AddressConfig;
import io.labkeeper.worker.address.NetworkTables;
import io.labkeeper.worker.history.History;
import io.labkeeper.worker.probe.Prober;
import io.labkeeper.worker.reconcile.LostReply;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A VM is seen to be started, and Postgres is gone after it has committed that and before it says so: nothing will show the start again. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class LostReplyIT {
    private static final int VMID = 101;

    @Inject
    ProxmoxClients clients;

    @Inject
    LostReply postgres;

    @Inject
    DatabaseClock clock;

    @Inject
    WorkerMetrics metrics;

    @Inject
    PollConfig poll;

    @Inject
    AddressConfig addresses;

    @Inject
    NetworkTables networks;

    @Inject
    Prober prober;

    @Inject
    History history;

    @Inject
    Vertx vertx;

    private final ClusterUnderTest proxmox = new ClusterUnderTest("lab-no-reply");
    private final List<Integer> searched = new CopyOnWriteArrayList<>();
    private SyncRunner runner;
    private VmWatch watch;

    @BeforeEach
    void a_vm_that_is_stopped() {
        proxmox.answers("permissions", new Permissions(Map.of("/", Set.of("VM.Audit"))));
        proxmox.answers("clusterTasks", List.of());
        proxmox.answers("config", new GuestConfig("vm-101", "l26", List.of(), false, Optional.of(1L), "uuid", 2));
        lists(Rows.stopped(VMID, "vm-101"));
        Watched cluster = proxmox.knows(clients, postgres.stores(), clock, Vms.stopped(proxmox.id() + "/" + VMID));
        NetworkReader network = new NetworkReader(cluster, networks, addresses);
        runner = new SyncRunner(
                cluster,
                new SyncRunner.Details(
                        new ListSync(cluster, metrics, poll.listLimit()),
                        new GuestReader(cluster, addresses),
                        network,
                        searched::add,
                        new AddressReport(cluster, metrics, addresses.ttl()),
                        new LastSteps(cluster, prober.of(cluster.id(), cluster.reconciler()), history, metrics)),
                addresses,
                poll.configsPerTick());
        watch = new VmWatch(cluster, runner::started, runner::looked, vertx, () -> {});
        tick();
        assertThat(searched).isEmpty();
    }

    @AfterEach
    void nothing_is_left() {
        proxmox.close();
    }

    private void lists(GuestRow row) {
        proxmox.answers("resources", new ClusterResources(List.of(row), List.of(new NodeRow("pve1", "online"))));
    }

    private void tick() {
        SyncRunner.Start start = runner.begin(Mode.QUICK);
        runner.list(start)
                .chain(outcome -> runner.details(start, outcome))
                .await()
                .atMost(SOON);
    }

    @Test
    void the_address_is_looked_for_after_the_next_list_if_a_look_has_seen_it() {
        proxmox.answers(
                "status",
                new GuestStatus(
                        "running",
                        "running",
                        "vm-101",
                        null,
                        false,
                        false,
                        OptionalLong.of(5),
                        OptionalDouble.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty()));
        postgres.loseTheNext();
        assertThatThrownBy(() -> watch.look(VMID, null).await().atMost(SOON)).isInstanceOf(StoreException.class);
        committed();

        lists(Rows.running(VMID, "vm-101", 5));
        tick();

        assertThat(searched).containsExactly(VMID);
    }

    @Test
    void the_address_is_looked_for_after_the_next_list_if_a_list_has_seen_it() {
        lists(Rows.running(VMID, "vm-101", 5));
        postgres.loseTheNext();
        assertThatThrownBy(this::tick).isInstanceOf(StoreException.class);
        committed();

        tick();

        assertThat(searched).containsExactly(VMID);
    }

    private void committed() {
        assertThat(Inventory.postgres(proxmox.id(), VMID).vm().status()).isEqualTo(VmStatus.RUNNING);
        assertThat(searched).isEmpty();
    }
}
