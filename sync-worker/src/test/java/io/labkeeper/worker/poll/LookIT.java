package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.Lab;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A look at a single VM, past the list. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class LookIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Inject
    ProxmoxClients clients;

    @Inject
    io.labkeeper.worker.reconcile.Stores stores;

    @Inject
    DatabaseClock clock;

    @Inject
    Vertx vertx;

    private final ClusterUnderTest proxmox = new ClusterUnderTest("lab-looked");
    private final Control lab = Lab.of("lab-c");
    private final List<VmStatus> seen = new ArrayList<>();
    private int vmid;
    private VmWatch watch;

    @BeforeEach
    void a_vm_that_is_known_as_running_and_has_stopped() {
        vmid = lab.guests().create(GuestKind.QEMU, "pve1", "looked-at");
        Watched cluster = proxmox.knows(
                clients, clients.client("lab-c").orElseThrow(), stores, clock, Vms.running(proxmox.id() + "/" + vmid));
        watch = new VmWatch(cluster, null, this::seen, vertx, () -> {});
    }

    private void seen(VmRecord before, VmRecord after) {
        seen.add(before.vm().status());
        seen.add(after.vm().status());
    }

    @AfterEach
    void gone() {
        lab.guests().delete(vmid);
        proxmox.close();
    }

    @Test
    void tells_what_it_has_seen_change_since_the_next_list_will_not() {
        assertThat(watch.look(vmid, null).await().atMost(LIMIT)).isEqualTo(VmWatch.Sight.SEEN);

        assertThat(seen).containsExactly(VmStatus.RUNNING, VmStatus.STOPPED);
    }
}
