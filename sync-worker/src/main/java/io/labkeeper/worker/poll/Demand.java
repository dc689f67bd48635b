package io.labkeeper.worker.poll;

import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedPublisher;
import io.labkeeper.inventory.ClusterInventory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes the wishes for a cluster's list, and tells those whose wish was met. Used from the loop's thread only. */
final class Demand {
    private final Watched cluster;
    private final Answers answers;
    private final OnDemand wishes = new OnDemand();
    private final TakenWishes taken;

    /** @param taken hears which wishes were met */
    Demand(Watched cluster, FeedPublisher feed, TakenWishes taken) {
        this.cluster = cluster;
        this.taken = taken;
        this.answers = new Answers(feed);
    }

    /** The cluster was taken over. */
    void forget() {
        wishes.forget();
    }

    /**
     * Somebody wants the list to be read now. One read less than 10 s ago will do, and so will one that is being read.
     *
     * @param id told in {@link FeedMessage.Refreshed} when it is done
     */
    void wanted(Mode mode, String id) {
        if (wishes.met(mode, id, now())) {
            tell(List.of(id));
        }
    }

    /** The list is to be read again, for where a VM was is not where it is: as soon as may be. */
    void needed(List<String> ids) {
        wishes.needed(ids);
    }

    /** What is to be read now, in view of the schedule. */
    Optional<Mode> due(Schedule schedule) {
        return wishes.due(schedule, now());
    }

    void begun(Mode mode, Instant at) {
        wishes.begun(mode, at);
    }

    /** What was begun is in the inventory. */
    void succeeded() {
        tell(wishes.succeeded());
    }

    /** What was begun has failed. */
    void failed() {
        wishes.failed();
    }

    /** These have what they wanted; without a lease they have not, as nobody could look at what is told. */
    void tell(List<String> ids) {
        ClusterInventory state = cluster.reconciler().state();
        if (state == null) {
            ids.forEach(taken::giveUp);
            return;
        }
        answers.tell(ids, state.head().revision().number());
        taken.met(ids);
    }

    private Instant now() {
        return cluster.clock().now();
    }
}
