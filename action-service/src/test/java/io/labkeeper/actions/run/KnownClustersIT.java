package io.labkeeper.actions.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.actions.testing.Lab;
import io.labkeeper.actions.testing.Lab.Counting;
import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.labkeeper.testing.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas whose clusters files differ for a while: one hears of a cluster later than another. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class KnownClustersIT extends RunnerHarness {

    @Inject
    MeterRegistry registry;

    /** The real clients, of one cluster only. */
    private record Only(String cluster, ProxmoxClients real) implements ProxmoxClients {

        @Override
        public Collection<ProxmoxCluster> clusters() {
            return real.clusters().stream()
                    .filter(one -> one.id().equals(cluster))
                    .toList();
        }

        @Override
        public Optional<ProxmoxClient> client(String clusterId) {
            return clusterId.equals(cluster) ? real.client(clusterId) : Optional.empty();
        }

        @Override
        public Optional<String> refusedFile() {
            return Optional.empty();
        }
    }

    private Runner knowingOnlyB(String name) {
        return runner(name, checkpoints, new Only("lab-b", clients));
    }

    @Test
    void anActionIsLeftToThoseWhoKnowItsCluster() {
        int vmid = Lab.stopped(Lab.labA());
        String onA = Lab.action(Lab.labA(), vmid, "start");
        String onB = Lab.action(Lab.labB(), Lab.stopped(Lab.labB()), "start");

        knowingOnlyB("newcomer").start();
        awaitEnd(onB);

        assertThat(Lab.column(onB, "state")).isEqualTo("succeeded");
        assertThat(Lab.column(onA, "state")).isEqualTo("accepted");
        runner("old hand").start();
        awaitEnd(onA);
        assertThat(Lab.column(onA, "state")).isEqualTo("succeeded");
        assertThat(Lab.ordersOf(Lab.labA(), vmid, Counting.ALL)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"accepted, failed", "claimed, failed", "submitted, unknown"})
    void anActionOfAKindThatNobodyKnowsEndsWhenItHasWaitedTooLong(String state, String end) {
        String young = Lab.action(Lab.labA(), Lab.stopped(Lab.labA()), "hibernate");
        String old = Lab.action(Lab.labA(), Lab.stopped(Lab.labA()), "hibernate");
        Stores.sql("UPDATE action SET state = '" + state + "', claimed_by = 'newer',"
                + " claim_until = clock_timestamp() - interval '31 minutes',"
                + " updated_at = clock_timestamp() - interval '32 minutes' WHERE id = '" + old + "'");

        double counted = ended(end);

        runner("older").start();
        awaitEnd(old);

        assertThat(Lab.column(old, "state")).isEqualTo(end);
        assertThat(Lab.column(old, "error_code")).isEqualTo("timeout");
        assertThat(Lab.column(young, "state")).isEqualTo("accepted");
        assertThat(Stores.value("SELECT result FROM audit WHERE event = 'action_ended'"))
                .isEqualTo(end);
        await().atMost(PATIENCE).until(() -> ended(end) == counted + 1);
    }

    private double ended(String outcome) {
        return registry.counter("labkeeper.actions.ended", "kind", "unknown", "outcome", outcome)
                .count();
    }

    @ParameterizedTest
    @CsvSource({"accepted, failed", "submitting, unknown", "submitted, unknown"})
    void anActionWhoseClusterNobodyKnowsEndsWhenItHasWaitedTooLong(String state, String end) {
        String action = Lab.action(Lab.labA(), Lab.stopped(Lab.labA()), "start");
        Stores.sql("UPDATE action SET state = '" + state
                + "', sent = 1, upid = 'UPID:pve1:', submitting_at = requested_at,"
                + " claimed_by = 'dead', claim_until = clock_timestamp() - interval '31 minutes',"
                + " updated_at = clock_timestamp() - interval '32 minutes'");

        knowingOnlyB("newcomer").start();
        awaitEnd(action);

        assertThat(Lab.column(action, "state")).isEqualTo(end);
        assertThat(Lab.column(action, "error_message")).isEqualTo("The cluster lab-a is not configured.");
    }
}
