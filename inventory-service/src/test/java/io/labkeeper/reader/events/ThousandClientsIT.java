package io.labkeeper.reader.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.cache.redis.RedisInventory;
import io.labkeeper.feed.FeedSubscriber;
import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.reader.view.Clusters;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.Views;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.TestIssuer;
import io.labkeeper.testing.Vms;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hundred users with ten streams each, and what a change costs them. Prints figures; its bounds are those of a busy machine. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(TestIssuer.class)
class ThousandClientsIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int USERS = 100;
    private static final int EACH = 10;

    @TestHTTPResource("/api/vms/events")
    URI uri;

    @Inject
    InventoryView view;

    @Inject
    RedisInventory redis;

    @Inject
    FeedSubscriber feed;

    private final String id = Clusters.fresh();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Lines> clients = new ArrayList<>();

    @BeforeEach
    void each_user_has_one_machine() {
        Stores.empty();
        await().atMost(BOUND).until(feed::trusted);
        String rows = IntStream.range(0, USERS)
                .mapToObj(i -> "('" + id + "', " + (100 + i) + ", 'user-" + i + "')")
                .collect(Collectors.joining(", "));
        Stores.sql("INSERT INTO vm_assignment (cluster_id, vmid, username) VALUES " + rows);
        Stores.sql("UPDATE assignments_head SET revision = revision + 1");
        ClusterInventory first = fleet(1, VmStatus.RUNNING);
        Vms.store(first);
        redis.replace(first).await().atMost(BOUND);
        await().atMost(BOUND)
                .until(() -> view.ready()
                        && view.moment().clusters().containsKey(id)
                        && view.moment()
                                .ownership()
                                .assignedTo("user-0")
                                .contains(Vms.running(id + "/100").key()));
    }

    @AfterEach
    void close() {
        clients.forEach(Lines::close);
    }

    @Test
    void a_change_reaches_all_of_them() {
        long begun = System.nanoTime();
        for (int i = 0; i < USERS; i++) {
            String token = TestIssuer.token("user-" + i);
            for (int n = 0; n < EACH; n++) {
                open(token);
            }
            await().atMost(BOUND).until(() -> clients.stream().allMatch(client -> client.snapshotAt != 0));
        }
        long opened = System.nanoTime() - begun;

        AtomicLong inView = new AtomicLong();
        view.watch(() -> {
            if (view.moment().clusters().containsKey(id)
                    && view.moment().clusters().get(id).revision().number() == 2) {
                inView.compareAndSet(0, System.nanoTime());
            }
        });
        ClusterInventory second = fleet(2, VmStatus.STOPPED);
        redis.apply(second.head(), 1, second.vms().values(), List.of(), USERS)
                .await()
                .atMost(BOUND);
        long written = System.nanoTime();
        await().atMost(BOUND).until(() -> clients.stream().allMatch(client -> client.changeAt != 0));

        long[] ways = clients.stream()
                .mapToLong(client -> Math.max(0, client.changeAt - inView.get()))
                .sorted()
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "%d clients: all open after %d ms; a change of every machine was in the view %.1f ms after Redis had it, and reached"
                        + " them from there after p50 %.1f ms, p99 %.1f ms, the last %.1f ms%n",
                ways.length,
                opened / 1_000_000,
                (inView.get() - written) / 1e6,
                ways[ways.length / 2] / 1e6,
                ways[ways.length * 99 / 100] / 1e6,
                ways[ways.length - 1] / 1e6);
        assertThat(clients).allSatisfy(client -> assertThat(client.machines).isEqualTo(1));
    }

    private void open(String token) {
        Lines client = new Lines();
        clients.add(client);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .build();
        http.sendAsync(request, HttpResponse.BodyHandlers.fromLineSubscriber(client))
                .exceptionally(failure -> {
                    if (client.snapshotAt == 0) {
                        System.out.println("a stream could not be opened: " + failure);
                    }
                    return null;
                });
    }

    private ClusterInventory fleet(int revision, VmStatus status) {
        return Views.tended(
                id,
                revision,
                IntStream.range(0, USERS)
                        .mapToObj(i -> Vms.withStatus(id + "/" + (100 + i), status))
                        .toArray(VmRecord[]::new));
    }

    /** Reads one stream on the client's few threads. */
    private static final class Lines implements Flow.Subscriber<String> {
        private volatile Flow.Subscription subscription;
        private volatile long snapshotAt;
        private volatile long changeAt;
        private volatile int machines;
        private String event = "";

        @Override
        public void onSubscribe(Flow.Subscription lines) {
            subscription = lines;
            lines.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ") && event.equals("snapshot")) {
                machines = line.split("\"vmid\":").length - 1;
                snapshotAt = System.nanoTime();
            } else if (line.startsWith("data: ") && event.equals("change") && line.contains("\"stopped\"")) {
                machines = line.split("\"vmid\":").length - 1;
                changeAt = System.nanoTime();
            }
        }

        @Override
        public void onError(Throwable closed) {
            subscription = null;
        }

        @Override
        public void onComplete() {
            subscription = null;
        }

        void close() {
            Flow.Subscription open = subscription;
            if (open != null) {
                open.cancel();
            }
        }
    }
}
