package io.labkeeper.worker.poll;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks for the address of a VM that was just started, a few times, until the guest itself has told it. */
final class AddressSearch {
    private static final Logger LOG = Logger.getLogger(AddressSearch.class);

    private static final int MOST = 50;

    private final Watched cluster;
    private final GuestReader reader;
    private final NetworkReader network;
    private final Vertx vertx;
    private final Searches searches = new Searches(MOST);

    AddressSearch(Watched cluster, GuestReader reader, NetworkReader network, Vertx vertx) {
        this.cluster = cluster;
        this.reader = reader;
        this.network = network;
        this.vertx = vertx;
    }

    /** Begins a search, unless very many are under way; one that was under way for this VM ends. */
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
        if (last) {
            searches.end(vmid, mine);
        }
        VmRecord record = cluster.record(vmid);
        if (over(record)) {
            searches.end(vmid, mine);
        } else if (cluster.askable(record.vm().node())) {
            find(record)
                    .subscribe()
                    .with(
                            done -> {},
                            failure -> LOG.debugf(
                                    "cluster=%s vmid=%d address not looked up: %s",
                                    cluster.id(), vmid, failure.getMessage()));
        }
    }

    private boolean over(VmRecord record) {
        return record == null
                || record.vm().status() != VmStatus.RUNNING
                || record.vm().isTemplate()
                || record.vm().ip() != null && !network.mayBeFromBefore(record);
    }

    /** A VM whose interfaces are not known yet cannot be told from the bridges inside it. */
    private Uni<Void> find(VmRecord record) {
        List<VmRecord> one = List.of(record);
        Uni<Void> asked = record.internal().birth() != null
                ? reader.addresses(one)
                : reader.configurations(one).chain(() -> {
                    VmRecord configured = cluster.record(record.vm().vmid());
                    return configured == null ? Uni.createFrom().voidItem() : reader.addresses(List.of(configured));
                });
        return asked.chain(() -> network.started(record.vm().vmid()));
    }
}
