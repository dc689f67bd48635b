package io.labkeeper.reader.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.feed.FeedSubscriber;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.reader.view.Clusters;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that does not take what it is told, and the others meanwhile. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class SlowClientIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** All together much more than a kernel keeps for a connection. */
    private static final int MANY = 500;

    private static final String LONG_TAG = "x".repeat(20_000);

    @TestHTTPResource("/api/vms/events")
    URI uri;

    @Inject
    InventoryView view;

    @Inject
    RedisInventory redis;

    @Inject
    FeedSubscriber feed;

    @Inject
    MeterRegistry meters;

    private final String id = Clusters.fresh();

    @BeforeEach
    void a_fleet_that_no_buffer_holds() {
        Stores.empty();
        await().atMost(SOON).until(feed::trusted);
        hold(1, VmStatus.RUNNING);
    }

    @Test
    void who_takes_nothing_is_cut_off_and_nobody_else_notices() throws IOException {
        double cut = cutOff();
        try (Socket slow = slow();
                SseClient other = SseClient.open(uri, "Authorization", admin())) {
            await().atMost(SOON).until(() -> !other.events("snapshot").isEmpty());

            hold(2, VmStatus.STOPPED);
            await().atMost(SOON).until(() -> !other.events("change").isEmpty());
            await().atMost(SOON).until(() -> cutOff() == cut + 1);

            assertThat(other.ended()).isFalse();
            assertThat(other.events("change").get(0).json().getString("upserts[0].status"))
                    .isEqualTo("stopped");
            assertThat(readAll(slow.getInputStream())).isLessThan((long) MANY * LONG_TAG.length());
        }
    }

    @Test
    void who_is_slow_gets_the_latest_state_and_no_backlog() throws IOException {
        try (Socket slow = slow()) {
            for (int revision = 2; revision <= 9; revision++) {
                hold(revision, revision % 2 == 0 ? VmStatus.STOPPED : VmStatus.PAUSED);
                // A little, so that it is not taken for dead.
                slow.getInputStream().readNBytes(100_000);
            }
            slow.setSoTimeout(10_000);
            String all = readUntil(slow.getInputStream(), "\"status\":\"paused\"");

            // Removals of a former test's cluster may come as well.
            assertThat(all.split("\"upserts\":\\[\\{", -1)).hasSize(2);
            assertThat(all).doesNotContain("\"status\":\"stopped\"");
        }
    }

    private double cutOff() {
        var counter =
                meters.find("labkeeper.events.ended").tag("outcome", "stalled").counter();
        return counter == null ? 0 : counter.count();
    }

    /** Asks, and reads nothing; its window is as small as may be. */
    private Socket slow() throws IOException {
        return slow(uri);
    }

    static Socket slow(URI uri) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 * 1024);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 5_000);
        String request = "GET /api/vms/events HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nAuthorization: " + admin()
                + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        await().atMost(SOON).until(() -> socket.getInputStream().available() > 0);
        return socket;
    }

    private static long readAll(InputStream from) {
        long read = 0;
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                read += n;
            }
        } catch (IOException reset) {
            System.out.println("the slow client was cut off: " + reset.getMessage());
        }
        return read;
    }

    /** Long tags left out. */
    private static String readUntil(InputStream from, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[64 * 1024];
        while (text.indexOf(end) < 0) {
            int n = from.read(buffer);
            if (n < 0) {
                throw new IOException("ended after " + text.length() + " characters");
            }
            for (int i = 0; i < n; i++) {
                if (buffer[i] != 'x') {
                    text.append((char) buffer[i]);
                }
            }
        }
        return text.toString();
    }

    /** All are running but the first, which has this status. */
    private void hold(int revision, VmStatus first) {
        List<VmRecord> vms = new ArrayList<>();
        vms.add(Vms.withStatus(id + "/101", first));
        for (int vmid = 102; vmid < 102 + MANY; vmid++) {
            vms.add(tagged(Vms.running(id + "/" + vmid)));
        }
        ClusterInventory inventory = Views.tended(id, revision, vms.toArray(VmRecord[]::new));
        if (revision == 1) {
            Vms.store(inventory);
            redis.replace(inventory).await().atMost(SOON);
        } else {
            redis.apply(inventory.head(), revision - 1, List.of(inventory.vms().get(101)), List.of(), MANY + 1)
                    .await()
                    .atMost(SOON);
        }
        await().atMost(SOON)
                .until(() -> view.ready()
                        && view.moment().clusters().containsKey(id)
                        && view.moment().clusters().get(id).revision().number() == revision);
    }

    /** With a tag that makes it large. */
    static VmRecord tagged(VmRecord record) {
        Vm vm = record.vm();
        Vm tagged = new Vm(
                vm.clusterId(),
                vm.vmid(),
                vm.name(),
                vm.node(),
                vm.status(),
                vm.ip(),
                vm.ipSource(),
                vm.ipUpdatedAt(),
                vm.mac(),
                vm.type(),
                vm.category(),
                vm.memory(),
                vm.cores(),
                vm.diskSize(),
                vm.isTemplate(),
                List.of(LONG_TAG),
                vm.lock(),
                vm.rdpAvailable(),
                vm.sshAvailable(),
                vm.lastUpdated(),
                vm.syncError());
        return new VmRecord(record.revision(), tagged, record.internal());
    }

    private static String admin() {
        return "Bearer " + TestIssuer.token("root", "admin");
    }
}
