package io.labkeeper.worker.probe;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.inventory.Revision;
import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.draft.VmDraft;
import io.labkeeper.worker.reconcile.ChangeSet;
import io.labkeeper.worker.reconcile.Reconciler;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What probes find is in the inventory. The guests' ports are sockets of this machine. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class ProbesIT {
    private static final Duration ENOUGH = Duration.ofSeconds(60);

    @Inject
    io.labkeeper.worker.reconcile.Stores stores;

    @Inject
    TcpConnector tcp;

    @Inject
    ProbeCounter counter;

    @Inject
    MeterRegistry registry;

    private final String cluster = "probe-" + UUID.randomUUID().toString().substring(0, 8);
    private Reconciler reconciler;

    @Test
    void open_and_closed_ports_are_written_as_one_change_and_once() throws IOException {
        given(running(101), running(102), Vms.stopped(cluster + "/103"));
        try (ServerSocket open = listening()) {
            int closed = closedPort();
            PortConnector ports = (ip, port, limit) -> tcp.connect(
                    "127.0.0.1",
                    (ip + ":" + port).equals("10.0.0.101:22") || (ip + ":" + port).equals("10.0.0.102:3389")
                            ? open.getLocalPort()
                            : closed,
                    limit);
            ClusterProbes probes = probes(ProbeSettings.USUAL, ports);

            run(probes);

            assertThat(revision()).isEqualTo(2);
            assertReachable(101, false, true);
            assertReachable(102, true, false);
            assertReachable(103, false, false);
            assertThat(count("ssh", "open")).isEqualTo(1);
            assertThat(count("rdp", "refused")).isEqualTo(1);

            run(probes);

            assertThat(revision()).isEqualTo(2);
            assertThat(count("ssh", "open")).isEqualTo(2);
        }
    }

    @Test
    void a_silent_port_is_not_available_and_one_that_could_not_be_tried_says_nothing() {
        given(running(101), running(102));
        run(probes(ProbeSettings.USUAL, (ip, port, limit) -> Uni.createFrom()
                .item(ip.equals("10.0.0.101") ? ProbeOutcome.SILENT : ProbeOutcome.NOT_RUN)));

        assertReachable(101, false, false);
        assertReachable(102, false, true);
    }

    @Test
    void a_vm_that_was_stopped_between_is_not_written() {
        given(running(101), running(102));
        VmRecord stopped = VmDraft.of(running(101))
                .power(VmStatus.STOPPED, "stopped", null)
                .addresses(List.of(), null, List.of())
                .reachable(false, false)
                .build();
        Uni<?> stops = reconciler
                .change(state -> ChangeSet.of(List.of(stopped)))
                .memoize()
                .indefinitely();
        run(probes(ProbeSettings.USUAL, (ip, port, limit) -> stops.replaceWith(ProbeOutcome.OPEN)));

        assertReachable(101, false, false);
        assertThat(vm(101).status()).isEqualTo(VmStatus.STOPPED);
        assertReachable(102, true, true);
    }

    @Test
    void a_vm_that_was_started_anew_between_keeps_what_is_known_of_it() {
        given(running(101));
        VmRecord again = VmDraft.of(running(101))
                .power(VmStatus.RUNNING, "running", Vms.SEEN)
                .reachable(false, false)
                .build();
        Uni<?> restart = reconciler
                .change(state -> ChangeSet.of(List.of(again)))
                .memoize()
                .indefinitely();
        run(probes(ProbeSettings.USUAL, (ip, port, limit) -> restart.replaceWith(ProbeOutcome.OPEN)));

        assertReachable(101, false, false);
        assertThat(revision()).isEqualTo(2);
    }

    @Test
    void never_more_than_the_allowed_number_are_under_way() throws InterruptedException {
        given(IntStream.rangeClosed(101, 140).mapToObj(this::running).toArray(VmRecord[]::new));
        BlockingQueue<UniEmitter<? super ProbeOutcome>> underWay = new LinkedBlockingQueue<>();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CompletableFuture<Void> ended = probes(
                        ProbeSettings.USUAL.with(4, ENOUGH),
                        (ip, port, limit) -> Uni.createFrom().emitter(emitter -> {
                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                            underWay.add(emitter);
                        }))
                .run()
                .subscribeAsCompletionStage();

        await().atMost(SOON).until(() -> now.get() == 4);
        for (int i = 0; i < 80; i++) {
            UniEmitter<? super ProbeOutcome> one = underWay.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            now.decrementAndGet();
            one.complete(ProbeOutcome.OPEN);
        }

        await().atMost(SOON).until(ended::isDone);
        assertThat(most).hasValue(4);
        assertReachable(140, true, true);
    }

    @Test
    void what_was_not_tried_within_the_limit_keeps_what_is_known_and_goes_first_next_time() {
        given(running(101), running(102), running(103));
        List<String> asked = new CopyOnWriteArrayList<>();
        ClusterProbes probes = probes(ProbeSettings.USUAL.with(1, Duration.ofSeconds(1)), (ip, port, limit) -> {
            asked.add(ip);
            return ip.equals("10.0.0.101")
                    ? Uni.createFrom().item(ProbeOutcome.OPEN)
                    : Uni.createFrom().nothing();
        });

        run(probes);

        assertReachable(101, true, true);
        assertReachable(102, false, true);
        assertReachable(103, false, true);
        asked.clear();

        run(probes);

        assertThat(asked.get(0)).isEqualTo("10.0.0.102");
    }

    @Test
    void switched_off_nothing_is_sent_and_nothing_counts_as_reachable() {
        given(running(101));
        AtomicInteger tries = new AtomicInteger();
        run(probes(ProbeSettings.USUAL.off(), (ip, port, limit) -> {
            tries.incrementAndGet();
            return Uni.createFrom().item(ProbeOutcome.OPEN);
        }));

        assertThat(tries).hasValue(0);
        assertReachable(101, false, false);
    }

    private void given(VmRecord... vms) {
        Vms.store(Vms.cluster(cluster, new Revision(1, 1), vms));
        reconciler = new Reconciler(cluster, stores);
        reconciler.take(1).await().atMost(SOON);
    }

    /** With SSH known to answer, and Remote Desktop not. */
    private VmRecord running(int vmid) {
        return Vms.running(cluster + "/" + vmid);
    }

    private ClusterProbes probes(ProbeConfig config, PortConnector connector) {
        return new ClusterProbes(cluster, reconciler, config, connector, counter);
    }

    private static void run(ClusterProbes probes) {
        probes.run().await().atMost(ENOUGH);
    }

    private long revision() {
        return Inventory.number("revision", cluster);
    }

    private Vm vm(int vmid) {
        return Inventory.postgres(cluster, vmid).vm();
    }

    private void assertReachable(int vmid, boolean rdp, boolean ssh) {
        assertThat(vm(vmid)).returns(rdp, Vm::rdpAvailable).returns(ssh, Vm::sshAvailable);
    }

    private double count(String service, String outcome) {
        return registry.counter("labkeeper.worker.probes", "cluster", cluster, "service", service, "outcome", outcome)
                .count();
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = listening()) {
            return socket.getLocalPort();
        }
    }
}
