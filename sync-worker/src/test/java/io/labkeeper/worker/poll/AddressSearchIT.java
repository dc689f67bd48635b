package io.labkeeper.worker.poll;

import static io.labkeeper.worker.Inventory.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.GuestConfig;
import io.labkeeper.proxmox.GuestInterface;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.testing.Stores;
import io.labkeeper.testing.Vms;
import io.labkeeper.time.DatabaseClock;
import io.labkeeper.worker.Inventory;
import io.labkeeper.worker.Lab;
import io.labkeeper.worker.address.AddressConfig;
import io.labkeeper.worker.address.NetworkTables;
import io.labkeeper.worker.draft.VmDraft;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rounds of a search in which there is no time for everybody. */
@QuarkusTest
@QuarkusTestResource(Stores.class)
@QuarkusTestResource(Lab.class)
class AddressSearchIT {
    private static final Duration ROUND = Duration.ofMillis(200);
    private static final Duration SLOW = Duration.ofMillis(250);
    private static final int KNOWN = 101;

    @Inject
    ProxmoxClients clients;

    @Inject
    io.labkeeper.worker.reconcile.Stores stores;

    @Inject
    DatabaseClock clock;

    @Inject
    NetworkTables networks;

    @Inject
    Vertx vertx;

    private final ClusterUnderTest proxmox = new ClusterUnderTest("lab-searched");

    @AfterEach
    void nothing_is_left() {
        proxmox.close();
    }

    /** Short rounds, two questions at once, and else the defaults. */
    private record ShortRounds(Duration ttl, Duration negativeTtl, Duration limit, Duration roundLimit, int concurrency)
            implements AddressConfig {

        ShortRounds() {
            this(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofMinutes(3), ROUND, 2);
        }
    }

    private AddressSearch search(VmRecord... vms) {
        Watched cluster = proxmox.knows(clients, stores, clock, vms);
        AddressConfig config = new ShortRounds();
        return new AddressSearch(
                cluster, new GuestReader(cluster, config), new NetworkReader(cluster, networks, config), config, vertx);
    }

    private VmRecord started(int vmid, String birth) {
        return VmDraft.of(Vms.running(proxmox.id() + "/" + vmid))
                .birth(birth)
                .addresses(List.of(), null, List.of("BC:24:11:00:00:%02X".formatted(vmid % 250)))
                .build();
    }

    @Test
    void new_ones_whose_configurations_take_long_do_not_use_up_the_time_of_those_that_are_known() {
        List<Integer> unread = IntStream.range(201, 261).boxed().toList();
        AddressSearch search = search(Stream.concat(
                        Stream.of(started(KNOWN, "qemu:1:a")), unread.stream().map(vmid -> started(vmid, null)))
                .toArray(VmRecord[]::new));
        proxmox.answersBy(
                "config", ref -> slowly(new GuestConfig("new", "l26", List.of(), false, Optional.of(1L), "uuid", 2)));
        proxmox.answers("interfaces", List.of(new GuestInterface("eth0", "bc:24:11:00:00:65", List.of("10.0.0.101"))));
        List<Integer> all = Stream.concat(unread.stream(), Stream.of(KNOWN)).toList();

        await().atMost(SOON).until(() -> {
            search.askGuests(all, ConcurrentHashMap.newKeySet()).await().atMost(SOON);
            return "10.0.0.101"
                    .equals(Inventory.postgres(proxmox.id(), KNOWN).vm().ip());
        });

        assertThat(proxmox.asked().stream().filter("config"::equals))
                .as("configurations that were read until then")
                .hasSizeLessThan(unread.size());
    }

    @Test
    void who_was_never_asked_comes_before_those_whose_next_attempt_is_due_again() {
        List<Integer> all = IntStream.range(201, 209).boxed().toList();
        AddressSearch search =
                search(all.stream().map(vmid -> started(vmid, "qemu:1:a")).toArray(VmRecord[]::new));
        List<Integer> asked = new CopyOnWriteArrayList<>();
        proxmox.answersBy("interfaces", ref -> {
            asked.add(ref.vmid());
            return slowly(null)
                    .onItem()
                    .failWith(() -> new ProxmoxException.ServerError(500, "QEMU guest agent is not running"));
        });
        Searches searches = new Searches(all.size());
        all.forEach(searches::begin);
        AtomicBoolean over = new AtomicBoolean();
        SearchRounds[] rounds = new SearchRounds[1];
        rounds[0] = new SearchRounds(
                round -> vertx.setTimer(1, timer -> round.run()),
                searches,
                (vmids, leftOut) -> {
                    if (over.get()) {
                        return Uni.createFrom().voidItem();
                    }
                    all.forEach(rounds[0]::add);
                    return search.askGuests(vmids, leftOut);
                },
                vmids -> Uni.createFrom().voidItem());

        all.forEach(rounds[0]::add);
        await().atMost(SOON).until(() -> asked.size() > all.size());
        over.set(true);

        assertThat(asked.subList(0, all.size())).doesNotHaveDuplicates();
    }

    private static <T> Uni<T> slowly(T answer) {
        return Uni.createFrom().item(answer).onItem().delayIt().by(SLOW);
    }
}
