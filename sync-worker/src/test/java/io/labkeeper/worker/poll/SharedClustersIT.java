package io.labkeeper.worker.poll;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.simulator.Simulator;
import io.labkeeper.simulator.SimulatorOptions;
import io.labkeeper.testing.Stores;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The clusters file changes while workers run, and workers come and go: six clusters in all, with those of the lab. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class SharedClustersIT {
    private static final int LAB = 5;

    @Inject
    Workers workers;

    @Inject
    ProxmoxClients clients;

    @Inject
    Loops loops;

    @Inject
    Wishes wishes;

    @Inject
    Presence presence;

    @Inject
    UnknownClusters unknown;

    private final Simulator added =
            Simulator.start(SimulatorOptions.of("lab-d").vms(4).lag(Duration.ZERO));
    private final List<Worker> others = new ArrayList<>();

    private String entry() {
        return Lab.entry(added, added.readerToken());
    }

    @BeforeEach
    void the_lab_is_looked_after() {
        await().atMost(SOON).until(() -> workers.leases() == LAB);
    }

    @AfterEach
    void as_before() {
        others.forEach(other -> other.stop().await().atMost(Duration.ofSeconds(5)));
        Lab.configure("");
        await().atMost(SOON).until(() -> workers.clusters() == LAB);
        await().atMost(SOON).until(() -> workers.leases() == LAB);
        added.close();
        Stores.sql("DELETE FROM cluster_sync WHERE cluster_id = 'lab-d'");
    }

    @Test
    void a_cluster_is_added_changed_and_removed_without_a_restart() {
        Lab.configure(entry());
        await().atMost(SOON).untilAsserted(() -> assertThat(Inventory.count("lab-d"))
                .isEqualTo(added.control().guests().vmids().size()));

        Lab.configure(entry() + "    name: Another name\n");
        await().atMost(SOON).until(() -> "Another name".equals(Inventory.text("name", "lab-d")));
        long seq = Inventory.number("metrics_seq", "lab-d");
        await().atMost(SOON).until(() -> Inventory.number("metrics_seq", "lab-d") >= seq + 2);

        Lab.configure("");
        await().atMost(SOON).untilAsserted(() -> assertThat(Inventory.text("owner", "lab-d"))
                .isNull());
        assertThat(workers.clusters()).isEqualTo(LAB);
        assertThat(clients.client("lab-d")).isEmpty();
    }

    @Test
    void a_bad_file_changes_nothing_and_is_told() {
        Lab.configure("  - id: lab-d\n");
        await().atMost(SOON).until(() -> clients.refusedFile().isPresent());

        long seq = Inventory.number("metrics_seq", "lab-a");
        await().atMost(SOON).until(() -> Inventory.number("metrics_seq", "lab-a") >= seq + 2);

        assertThat(workers.clusters()).isEqualTo(LAB);
        assertThat(clients.clusters()).extracting(ProxmoxCluster::id).doesNotContain("lab-d");
        Lab.configure("");
        await().atMost(SOON).until(() -> clients.refusedFile().isEmpty());
    }

    @Test
    void three_workers_share_six_clusters_and_those_of_one_that_stops_are_taken_at_once() {
        Lab.configure(entry());
        await().atMost(SOON).until(() -> workers.leases() == LAB + 1);

        Worker second = join("second");
        Worker third = join("third");
        await().atMost(SOON).untilAsserted(() -> {
            others.forEach(other -> other.share().await().atMost(Duration.ofSeconds(5)));
            assertThat(List.of(workers.leases(), second.leases(), third.leases()))
                    .containsExactly(2L, 2L, 2L);
        });

        long stopped = System.nanoTime();
        second.stop().await().atMost(Duration.ofSeconds(5));
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(5))
                .until(() -> workers.leases() + third.leases() == 6);

        System.out.printf(
                "two clusters handed over in %d ms (promise: 2000), now %d and %d%n",
                (System.nanoTime() - stopped) / 1_000_000, workers.leases(), third.leases());
        assertThat(Stores.value("SELECT count(*) FROM cluster_sync WHERE owner = 'second'"))
                .isEqualTo("0");
    }

    @Test
    void during_a_roll_out_a_cluster_goes_only_to_a_worker_that_knows_it_and_none_is_given_back_in_vain() {
        Worker other = new Worker(
                "knows-lab-c", new Worker.Tools(only("lab-c"), loops, wishes, presence, unknown, loops.config()));
        others.add(other);
        other.follow();
        String fences = fencesBut("lab-c");

        await().atMost(SOON).until(() -> {
            other.share().await().atMost(Duration.ofSeconds(5));
            return other.leases() == 1 && workers.leases() == LAB - 1;
        });

        for (int look = 0; look < 3 * loops.config().sharePatience(); look++) {
            workers.share().await().atMost(Duration.ofSeconds(5));
            other.share().await().atMost(Duration.ofSeconds(5));
        }
        assertThat(Inventory.text("owner", "lab-c")).isEqualTo("knows-lab-c");
        assertThat(fencesBut("lab-c")).isEqualTo(fences);
        assertThat(workers.leases()).isEqualTo(LAB - 1);
    }

    private static String fencesBut(String cluster) {
        return Stores.value("SELECT string_agg(cluster_id || '=' || fence, ' ' ORDER BY cluster_id) FROM cluster_sync"
                + " WHERE cluster_id = ANY ('{lab-a,lab-b,lab-c,lab-n,lab-x}') AND cluster_id <> '" + cluster + "'");
    }

    /** A clusters file with but one of the clusters. */
    private ProxmoxClients only(String id) {
        return new ProxmoxClients() {
            @Override
            public Collection<ProxmoxCluster> clusters() {
                return clients.clusters().stream()
                        .filter(cluster -> cluster.id().equals(id))
                        .toList();
            }

            @Override
            public Optional<ProxmoxClient> client(String clusterId) {
                return clusterId.equals(id) ? clients.client(id) : Optional.empty();
            }

            @Override
            public Optional<String> refusedFile() {
                return Optional.empty();
            }
        };
    }

    private Worker join(String id) {
        Worker worker = workers.another(id);
        others.add(worker);
        worker.share().await().atMost(Duration.ofSeconds(5));
        worker.follow();
        return worker;
    }
}
