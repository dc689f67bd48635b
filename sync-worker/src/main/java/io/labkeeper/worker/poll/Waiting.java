package io.labkeeper.worker.poll;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Who waits for a cluster's list, and what is being done for them. Used from the loop's thread only. */
final class Waiting {
    /** Who waits for a cluster that does not answer gives up long before; the oldest are forgotten. */
    private static final int MOST = 1_000;

    private final List<String> ids = new ArrayList<>();
    private ListDemand demand = ListDemand.NONE;
    private Reading reading;

    /**
     * A list that is being read.
     *
     * @param served who waits for it; more may come
     */
    private record Reading(Mode mode, Instant began, List<String> served) {}

    /** The cluster was taken over: what others have read was not read by us. */
    void forget() {
        demand = ListDemand.NONE;
    }

    /** Whether nothing has to be done for this wish: what was read lately will do. */
    boolean met(Mode mode, Instant now) {
        return demand.met(mode, now);
    }

    /** Whether the list that is being read will do; then who wants it waits for its end. */
    boolean joins(Mode mode, String id, Instant now) {
        boolean joins = reading != null && ListDemand.willMeet(mode, reading.mode(), reading.began(), now);
        if (joins) {
            reading.served().add(id);
        }
        return joins;
    }

    /** When a list may be read because somebody wants it. */
    Instant soonest(Mode mode, Instant now) {
        return demand.soonest(mode, now);
    }

    /** These wait for the next list. */
    void add(List<String> more) {
        ids.addAll(more);
        if (ids.size() > MOST) {
            ids.subList(0, ids.size() - MOST).clear();
        }
    }

    /** A reading begins: it serves all who wait. */
    void begun(Mode mode, Instant at) {
        reading = new Reading(mode, at, new ArrayList<>(ids));
        demand = demand.begun(mode, at);
        ids.clear();
    }

    /** It went well. @return those who have waited for it */
    List<String> succeeded() {
        Reading over = reading;
        reading = null;
        demand = demand.succeeded(over.mode(), over.began());
        return over.served();
    }

    /** It failed: who has waited for it waits for the next one. */
    void failed() {
        add(reading.served());
        reading = null;
    }
}
