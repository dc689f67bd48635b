package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.proxmox.ProxmoxCluster.ApiToken;
import io.labkeeper.proxmox.ProxmoxCluster.Trust;
import io.labkeeper.simulator.fault.Fault;
import io.labkeeper.simulator.fault.FaultKind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster that does not answer is left alone, and found again by a single call. Counted where the requests arrive. */
@QuarkusTest
class CircuitIT extends AgainstSimulator {

    private static final int LIMIT = 3;
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration FOR_EVER = Duration.ofHours(1);

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void begin() {
        start("9.1");
    }

    private ProxmoxClient client(Duration pause) {
        return client(pause, simulator.apiUri());
    }

    private ProxmoxClient client(Duration pause, URI endpoint) {
        ApiToken token = new ApiToken(
                simulator.readerToken().name(), simulator.readerToken().secret());
        ProxmoxCluster cluster = new ProxmoxCluster(
                "lab-a",
                "Lab A",
                List.of(endpoint),
                List.of(token),
                new Trust.Fingerprints(List.of(simulator.fingerprint())),
                Clients.limits(SHORT, SHORT, 4),
                Optional.empty(),
                Optional.empty());
        return Clients.of(cluster, new Caution(Duration.ofSeconds(60), LIMIT, pause), registry);
    }

    private void fault(FaultKind kind, String path, Fault.Effect effect) {
        simulator.control().faults().add(Fault.always(kind, "GET", path, effect));
    }

    private long arrived() {
        return simulator.control().requests().total();
    }

    private double circuit() {
        return registry.get(ProxmoxMetrics.CIRCUIT).gauge().value();
    }

    private void hangs(ProxmoxClient client) {
        simulator.control().requests().reset();
        fault(FaultKind.HANG, "/cluster/resources", Fault.Effect.NONE);
        for (int i = 0; i < LIMIT; i++) {
            failure(ProxmoxException.class, client.resources());
        }
    }

    @Test
    void aClusterThatHangsIsLeftAlone() {
        ProxmoxClient client = client(FOR_EVER);
        hangs(client);

        for (int i = 0; i < 20; i++) {
            ProxmoxException failure = failure(ProxmoxException.CircuitOpen.class, client.resources());
            assertThat(failure.outcomeUnknown()).isFalse();
        }

        assertThat(arrived()).isLessThanOrEqualTo(LIMIT);
        assertThat(circuit()).isEqualTo(Breaker.OPEN);
    }

    @Test
    void oneCallFindsOutThatItIsBack() {
        ProxmoxClient client = client(Duration.ofNanos(1));
        hangs(client);
        simulator.control().faults().clear();

        await().atMost(WAIT)
                .ignoreExceptionsInstanceOf(ProxmoxException.TimedOut.class) // a slow machine
                .untilAsserted(
                        () -> assertThat(result(client.resources()).guests()).isNotEmpty());

        assertThat(circuit()).isEqualTo(Breaker.CLOSED);
    }

    @Test
    void aHangingGuestAgentOrARefusingNodeDoesNotOpenIt() {
        ProxmoxClient client = client(FOR_EVER);
        GuestRef guest = create(io.labkeeper.simulator.state.GuestKind.QEMU);
        fault(FaultKind.HANG, "/nodes/*/agent/*", Fault.Effect.NONE);
        fault(FaultKind.STATUS, "/nodes/*/config", Fault.Effect.NONE.withStatus(595, ""));
        fault(FaultKind.STATUS, "/nodes/*/status/current", Fault.Effect.NONE.withStatus(500, "no such VM"));
        for (int i = 0; i < LIMIT + 1; i++) {
            failure(ProxmoxException.TimedOut.class, client.interfaces(guest));
        }
        assertThat(circuit()).isEqualTo(Breaker.CLOSED);

        for (int i = 0; i < LIMIT + 1; i++) {
            failure(ProxmoxException.class, client.config(guest));
            failure(ProxmoxException.class, client.status(guest));
        }

        assertThat(circuit()).isEqualTo(Breaker.CLOSED);
    }

    @Test
    void aClusterThatIsGoneIsLeftAloneToo() {
        ProxmoxClient client = client(FOR_EVER, URI.create("https://127.0.0.1:1"));
        for (int i = 0; i < LIMIT; i++) {
            failure(ProxmoxException.Unreachable.class, client.config(Clients.VM));
        }

        failure(ProxmoxException.CircuitOpen.class, client.config(Clients.VM));
    }
}
