package io.labkeeper.worker.poll;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.worker.address.AddressConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Looks for the addresses of VMs that were just started, a few times each, until the guest itself has told it. Those whose turn comes
 * at about the same time are looked for together: so {@code labkeeper.address.concurrency} holds for all of them, and what they say is
 * written in batches, however many were started at once.
 */
final class AddressSearch {
    private static final Logger LOG = Logger.getLogger(AddressSearch.class);

    /** More than a class starts at once. Should a token suddenly see a whole large cluster, the others are left to the full sync. */
    private static final int MOST = 2_000;

    private static final Duration GATHERED = Duration.ofSeconds(1);

    private final Watched cluster;
    private final GuestReader reader;
    private final NetworkReader network;
    private final AddressConfig config;
    private final Vertx vertx;
    private final Searches searches = new Searches(MOST);
    private final SearchRounds rounds;

    AddressSearch(Watched cluster, GuestReader reader, NetworkReader network, AddressConfig config, Vertx vertx) {
        this.cluster = cluster;
        this.reader = reader;
        this.network = network;
        this.config = config;
        this.vertx = vertx;
        this.rounds = new SearchRounds(
                round -> vertx.setTimer(GATHERED.toMillis(), timer -> round.run()),
                searches,
                this::askGuests,
                this::askNetwork);
    }

    /** Begins a search, unless thousands are under way; one that was under way for this VM ends. */
    void begin(int vmid) {
        searches.begin(vmid).ifPresent(turn -> lookLater(vmid, turn));
    }

    private void lookLater(int vmid, long mine) {
        int last = FollowUps.ADDRESS.get(FollowUps.ADDRESS.size() - 1);
        for (int seconds : FollowUps.ADDRESS) {
            vertx.setTimer(TimeUnit.SECONDS.toMillis(seconds), timer -> attempt(vmid, mine, seconds == last));
        }
    }

    private void attempt(int vmid, long mine, boolean last) {
        if (!searches.current(vmid, mine)) {
            return;
        }
        if (over(cluster.record(vmid))) {
            searches.end(vmid, mine);
            return;
        }
        if (last) {
            searches.last(vmid, mine);
        }
        rounds.add(vmid);
    }

    private boolean over(VmRecord record) {
        return record == null
                || record.vm().status() != VmStatus.RUNNING
                || record.vm().isTemplate()
                || record.vm().ip() != null && !network.mayBeFromBefore(record);
    }

    /**
     * A VM whose interfaces are not known yet cannot be told from the bridges inside it. Reading configurations has a limit of its own: else
     * new VMs on a node that hangs would use up the time of all others, round by round.
     */
    Uni<Void> askGuests(List<Integer> vmids, Set<Integer> leftOut) {
        Consumer<VmRecord> later = record -> leftOut.add(record.vm().vmid());
        List<VmRecord> unread = wanted(vmids).stream()
                .filter(record -> record.internal().birth() == null)
                .toList();
        return told(
                vmids,
                reader.configurations(unread, fromNowOn(), later)
                        .chain(() -> reader.addresses(
                                wanted(vmids.stream()
                                        .filter(vmid -> !leftOut.contains(vmid))
                                        .toList()),
                                fromNowOn(),
                                later)));
    }

    /** Whether there is still time to ask anybody. */
    private BooleanSupplier fromNowOn() {
        long began = System.nanoTime();
        return () -> System.nanoTime() - began < config.roundLimit().toNanos();
    }

    private Uni<Void> askNetwork(List<Integer> vmids) {
        return told(vmids, network.started(Set.copyOf(vmids)));
    }

    private Uni<Void> told(List<Integer> vmids, Uni<Void> lookUp) {
        return lookUp.onFailure()
                .invoke(failure -> LOG.debugf(
                        "cluster=%s addresses of %d VMs not looked up: %s",
                        cluster.id(), vmids.size(), failure.getMessage()));
    }

    /** As they are known now; who has stopped meanwhile or is on a node that cannot be asked is left out. */
    private List<VmRecord> wanted(Collection<Integer> vmids) {
        return vmids.stream()
                .map(cluster::record)
                .filter(record -> !over(record) && cluster.askable(record.vm().node()))
                .toList();
    }
}
