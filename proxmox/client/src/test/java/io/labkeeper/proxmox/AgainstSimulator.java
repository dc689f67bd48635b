package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.labkeeper.proxmox.ProxmoxCluster.ApiToken;
import io.labkeeper.proxmox.ProxmoxCluster.Trust;
import io.labkeeper.simulator.Simulator;
import io.labkeeper.simulator.SimulatorOptions;
import io.labkeeper.simulator.auth.Token;
import io.labkeeper.simulator.state.GuestKind;
import io.labkeeper.simulator.state.Release;
import io.labkeeper.simulator.state.Timing;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A simulated cluster, which was written without knowledge of this client, and clients for it. */
abstract class AgainstSimulator {

    static final Duration WAIT = Duration.ofSeconds(20);
    static final int VMID = 7001;

    Simulator simulator;

    @AfterEach
    void stop() {
        simulator.close();
    }

    void start(String release) {
        simulator = Simulator.start(SimulatorOptions.of("lab-a")
                .vms(12)
                .release(Release.parse(release))
                .lag(Duration.ZERO)
                .taskDuration(Duration.ofMillis(200))
                .timing(Timing.AUTH_DELAY, Duration.ofMillis(50))
                .timing(Timing.AGENT_PING_TIMEOUT, Duration.ofMillis(50))
                .timing(Timing.UNREACHABLE_DELAY, Duration.ofMillis(50)));
    }

    ProxmoxClient client(Token token) {
        return Clients.of(new ProxmoxCluster(
                "lab-a",
                "Lab A",
                List.of(simulator.apiUri()),
                List.of(new ApiToken(token.name(), token.secret())),
                new Trust.Fingerprints(List.of(simulator.fingerprint())),
                Clients.patient(),
                Optional.empty(),
                Optional.empty()));
    }

    ProxmoxClient actor() {
        return client(simulator.actorToken());
    }

    GuestRef create(GuestKind kind) {
        simulator.control().guests().create(VMID, kind, "pve2", "made-for-the-test");
        return new GuestRef("pve2", kind == GuestKind.QEMU ? GuestType.QEMU : GuestType.LXC, VMID);
    }

    String trueAddress() {
        return simulator
                .control()
                .guests()
                .look(VMID, guest -> guest.spec().nics().get(0).ipv4());
    }

    static <T> T result(Uni<T> call) {
        return call.await().atMost(WAIT);
    }

    static <T extends ProxmoxException> T failure(Class<T> type, Uni<?> call) {
        return catchThrowableOfType(type, () -> result(call));
    }

    static TaskStatus end(ProxmoxClient client, Upid upid) {
        return await().atMost(WAIT).until(() -> result(client.task(upid)), status -> !status.running());
    }
}
