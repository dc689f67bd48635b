package io.labkeeper.worker.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.address.AddressConfig;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A token that is refused while guests are asked one by one costs few calls more. On a cluster whose own loop asks no guest,
 * since its token has no rights.
 */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class RefusedTokenIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<VmRecord> GUESTS = IntStream.range(101, 141)
            .mapToObj(vmid -> Vms.running("lab-refused/" + vmid))
            .toList();

    @Inject
    ProxmoxClients clients;

    @Inject
    io.labkeeper.worker.reconcile.Stores stores;

    @Inject
    DatabaseClock clock;

    @Inject
    AddressConfig addresses;

    @Inject
    Vertx vertx;

    private final ClusterUnderTest proxmox = new ClusterUnderTest("lab-refused");
    private final Control lab = Lab.of("lab-x");
    private Watched cluster;
    private String refusals;

    @BeforeEach
    void the_token_is_refused_for_each_guest() {
        ProxmoxClient client = clients.client("lab-x").orElseThrow();
        // A token that was refused just now rests for a while: the other test may have seen to that.
        await().atMost(LIMIT)
                .ignoreExceptionsInstanceOf(ProxmoxException.Unauthorized.class)
                .until(() -> client.resources().await().atMost(LIMIT) != null);
        refusals = lab.faults()
                .add(Fault.always(FaultKind.STATUS, "GET", "/nodes/*", Fault.Effect.NONE.withStatus(401, "No ticket")));
        cluster = proxmox.knows(clients, client, stores, clock, GUESTS.toArray(VmRecord[]::new));
    }

    @AfterEach
    void mended() {
        lab.faults().clear();
        proxmox.close();
    }

    @Test
    void the_reading_of_configurations_and_addresses_ends_with_the_first_refusal() {
        GuestReader reader = new GuestReader(cluster, addresses);

        assertThatThrownBy(() -> reader.configurations(GUESTS).await().atMost(LIMIT))
                .isInstanceOf(ProxmoxException.Unauthorized.class);
        assertThatThrownBy(() -> reader.addresses(GUESTS).await().atMost(LIMIT))
                .isInstanceOf(ProxmoxException.Unauthorized.class);

        // As many as are asked at once, and those that took the place of some of them meanwhile.
        assertThat(lab.faults().struck(refusals)).isBetween(1, 4 * addresses.concurrency());
        assertThat(cluster.reconciler().state().vms().values())
                .allSatisfy(record -> assertThat(record.vm().syncError()).isNull());
    }

    @Test
    void guests_of_a_node_that_is_found_away_meanwhile_are_left_out_and_are_still_to_be_read() {
        lab.faults().clear();
        String away = lab.faults()
                .add(Fault.always(
                        FaultKind.STATUS, "GET", "/nodes/*", Fault.Effect.NONE.withStatus(595, "No route to host")));
        GuestReader reader = new GuestReader(cluster, addresses);

        reader.configurations(GUESTS).await().atMost(LIMIT);

        assertThat(lab.faults().struck(away)).isBetween(1, 4 * addresses.concurrency());
        assertThat(reader.unanswered()).hasSize(GUESTS.size());
    }

    @Test
    void who_is_not_reached_in_time_is_told_and_not_asked() {
        List<VmRecord> leftOut = new ArrayList<>();

        new GuestReader(cluster, addresses)
                .addresses(GUESTS, () -> false, leftOut::add)
                .await()
                .atMost(LIMIT);

        assertThat(leftOut).containsExactlyElementsOf(GUESTS);
        assertThat(lab.faults().struck(refusals)).isZero();
    }

    @Test
    void no_single_vm_is_asked_while_the_cluster_is_held() {
        VmWatch watch = new VmWatch(cluster, vmid -> {}, (before, after) -> {}, vertx, () -> {});
        cluster.hold().until(clock.now().plusSeconds(3600));

        assertThat(watch.look(101, null).await().atMost(LIMIT)).isEqualTo(VmWatch.Sight.AWAY);
        assertThat(lab.faults().struck(refusals)).isZero();

        cluster.hold().until(null);
        assertThat(watch.look(101, null).await().atMost(LIMIT)).isEqualTo(VmWatch.Sight.MISSED);
        assertThat(lab.faults().struck(refusals)).isOne();
    }
}
