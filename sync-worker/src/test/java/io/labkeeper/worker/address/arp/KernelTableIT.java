package io.labkeeper.worker.address.arp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.labkeeper.worker.address.Namespaces;
import io.labkeeper.worker.address.WorkerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A sweep by a process of ours, and the table of a real kernel, in a network of fake hosts. Needs root and {@code ip}. */
class KernelTableIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String STEADY = "BC:24:11:00:77:01";
    private static final String MOVING = "BC:24:11:00:77:02";
    private static final String SILENT = "BC:24:11:00:77:03";

    private static Namespaces network;
    private static WorkerProcess sweeper;

    @BeforeAll
    static void a_network() throws IOException {
        String obstacle = Namespaces.obstacle();
        if (obstacle != null) {
            System.out.println(
                    "SKIPPED: the ARP sweep on a real kernel table, since network namespaces cannot be made: "
                            + obstacle);
        }
        assumeTrue(obstacle == null, () -> "no network namespaces: " + obstacle);
        network = new Namespaces();
        network.host("steady", STEADY, "0.11");
        network.host("moving", MOVING, "1.12");
        network.host("silent", SILENT, "0.13");
        network.silence("silent");
        sweeper = WorkerProcess.start(network, SweepInNamespace.class, "10.77.0.0/23");
    }

    @AfterAll
    static void is_cleared_away() throws InterruptedException {
        if (sweeper != null) {
            sweeper.close();
        }
        if (network != null) {
            network.close();
        }
    }

    @Test
    void hosts_are_found_a_silent_one_is_not_and_one_that_moves_is_found_where_it_is_now() {
        List<Long> open = new ArrayList<>();
        List<String> first = sweep(open);

        assertThat(first).containsExactlyInAnyOrder(STEADY + " 10.77.0.11", MOVING + " 10.77.1.12");
        assertThat(open).allSatisfy(questions -> assertThat(questions).isLessThanOrEqualTo(Sweep.WINDOW));
        assertThat(open).anySatisfy(questions -> assertThat(questions).isGreaterThan(Sweep.WINDOW / 2));

        network.readdress("moving", "1.12", "1.22");
        List<String> second = sweep(open);

        assertThat(second).containsExactlyInAnyOrder(STEADY + " 10.77.0.11", MOVING + " 10.77.1.22");
    }

    /** @param open is told now and then for how many addresses the kernel asks */
    private static List<String> sweep(List<Long> open) {
        CompletableFuture<List<String>> seen = CompletableFuture.supplyAsync(sweeper::read);
        await().atMost(SOON).pollInterval(Duration.ofMillis(200)).until(() -> {
            open.add(network.openQuestions());
            return seen.isDone();
        });
        return seen.join();
    }
}
