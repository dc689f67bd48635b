package io.labkeeper.worker.poll;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.testing.Stores;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After a restart addresses are known at once, and nobody is asked for one that is fresh. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class RestartIT {
    private static final String AGENT = "GET /nodes/{node}/qemu/{vmid}/agent/network-get-interfaces";
    private static final String CONTAINER = "GET /nodes/{node}/lxc/{vmid}/interfaces";

    @Inject
    Workers workers;

    @Inject
    Loops loops;

    @Inject
    ProxmoxClients clients;

    private final Control lab = Lab.of("lab-n");
    private ClusterLoop restarted;

    @BeforeEach
    void all_addresses_are_known() {
        Inventory.readWhole("lab-n");
        await().atMost(SOON).untilAsserted(() -> assertThat(running())
                .isNotEmpty()
                .allSatisfy(record -> assertThat(record.vm().ip()).isNotNull()));
    }

    @AfterEach
    void as_before() {
        if (restarted != null) {
            restarted.stop().await().atMost(Duration.ofSeconds(5));
        }
        workers.loop("lab-n").start();
    }

    @Test
    void addresses_are_there_at_once_and_no_look_up_is_made() {
        Map<Integer, VmRecord> before = byVmid();
        workers.loop("lab-n").stop().await().atMost(Duration.ofSeconds(5));
        String lastFull = Inventory.sync("->>'last_full_at'", "lab-n");
        lab.requests().reset();

        ProxmoxCluster cluster = clients.clusters().stream()
                .filter(one -> one.id().equals("lab-n"))
                .findFirst()
                .orElseThrow();
        restarted = loops.loop(cluster, clients.client("lab-n").orElseThrow(), "after-the-restart");
        restarted.start();
        await().atMost(SOON).until(restarted::holds);
        Map<Integer, VmRecord> atOnce = byVmid();
        await().atMost(SOON).until(() -> !lastFull.equals(Inventory.sync("->>'last_full_at'", "lab-n")));

        assertThat(atOnce).isEqualTo(before);
        assertThat(byVmid()).isEqualTo(before);
        assertThat(lab.requests().of("GET /cluster/resources")).isPositive();
        assertThat(lab.requests().of(AGENT) + lab.requests().of(CONTAINER)).isZero();
        assertThat(cost("address_hits")).isEqualTo(running().size());
        assertThat(cost("address_misses") + cost("address_expired")).isZero();
    }

    private static long cost(String field) {
        return Long.parseLong(Inventory.sync("->'last'->>'" + field + "'", "lab-n"));
    }

    private Map<Integer, VmRecord> byVmid() {
        return all().stream().collect(Collectors.toMap(record -> record.vm().vmid(), Function.identity()));
    }

    private List<VmRecord> running() {
        return all().stream()
                .filter(record ->
                        record.vm().status() == VmStatus.RUNNING && !record.vm().isTemplate())
                .toList();
    }

    private List<VmRecord> all() {
        return lab.guests().vmids().stream()
                .map(vmid -> Inventory.postgres("lab-n", vmid))
                .filter(Objects::nonNull)
                .toList();
    }
}
