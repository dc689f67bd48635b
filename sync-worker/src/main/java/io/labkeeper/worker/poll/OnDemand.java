package io.labkeeper.worker.poll;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who wants a cluster's list to be read now, and what is being done for them. A wish lies over the {@link Schedule} and is no part of
 * it, so that the end of a reading, which plans the next one, cannot lose what was wanted meanwhile. Each wish is answered by a reading
 * that does all of what it wanted: a full one by a full one.
 *
 * <p>Nobody's wish makes us read a list more than once in 10 s, nor do a full sync: see {@link ListDemand}. After a failure those whom
 * that reading was for wait for the next one, whenever the schedule has it; after the second in a row so does everybody. Used from the loop's thread only; the times are arguments.
 */
final class OnDemand {
    /** Who waits for a cluster that does not answer gives up long before; of each kind the oldest are forgotten. */
    private static final int MOST = 1_000;

    /** Those who wait for the begin of a reading, by what they want. */
    private final Map<Mode, List<String>> waiting = nobody();

    /** What is to be begun as soon as may be, and not only when it is time. */
    private final Set<Mode> urgent = EnumSet.noneOf(Mode.class);

    private ListDemand demand = ListDemand.NONE;
    private Reading reading;

    /**
     * A list that is being read.
     *
     * @param served who waits for its end, by what they want; more may come
     */
    private record Reading(Mode mode, Instant began, Map<Mode, List<String>> served) {}

    /** The cluster was taken over: what others have read was not read by us. */
    void forget() {
        demand = ListDemand.NONE;
    }

    /**
     * Somebody wants it. What was read less than 10 s ago will do, and so will what is being read, if it was begun then.
     *
     * @return whether nothing has to be done, so that it can be answered at once; else its id comes with the end of a reading
     */
    boolean met(Mode mode, String id, Instant now) {
        if (demand.met(mode, now)) {
            return true;
        }
        if (reading != null && ListDemand.willMeet(mode, reading.mode(), reading.began(), now)) {
            List<String> served = reading.served().get(mode);
            served.add(id);
            trim(served);
        } else {
            wait(mode, List.of(id));
            urgent.add(mode);
        }
        return false;
    }

    /** What is read now, or was read just now, does not tell where a VM is: a reading is needed that begins after this. */
    void needed(List<String> ids) {
        wait(Mode.QUICK, ids);
        urgent.add(Mode.QUICK);
    }

    /**
     * What is to be read now: because it is time, or because somebody wants it and it may be. Those who ask again and again must not
     * make a pause of minutes one of 10 s.
     */
    Optional<Mode> due(Schedule schedule, Instant now) {
        Schedule wanted = schedule;
        for (Mode mode : schedule.failures() > 1 ? Set.<Mode>of() : urgent) {
            wanted = wanted.wanted(mode, demand.soonest(mode, now));
        }
        return wanted.due(now).map(mode -> wholeToo(now) ? Mode.FULL : mode);
    }

    /** Whether those who want a full sync can have it along with what is due. */
    private boolean wholeToo(Instant now) {
        return !waiting.get(Mode.FULL).isEmpty()
                && !demand.soonest(Mode.FULL, now).isAfter(now);
    }

    /** A reading begins: it serves all who wait for no more than it does. */
    void begun(Mode mode, Instant at) {
        reading = new Reading(mode, at, nobody());
        demand = demand.begun(mode, at);
        for (Mode served : mode == Mode.FULL ? EnumSet.allOf(Mode.class) : EnumSet.of(Mode.QUICK)) {
            reading.served().get(served).addAll(waiting.get(served));
            waiting.get(served).clear();
            urgent.remove(served);
        }
    }

    /** It went well. @return those who have waited for it */
    List<String> succeeded() {
        Reading over = reading;
        reading = null;
        demand = demand.succeeded(over.mode(), over.began());
        return over.served().values().stream().flatMap(List::stream).toList();
    }

    /** It failed: who has waited for it waits for the next one. */
    void failed() {
        Reading over = reading;
        reading = null;
        over.served().forEach((mode, ids) -> {
            waiting.get(mode).addAll(0, ids);
            trim(waiting.get(mode));
        });
    }

    private void wait(Mode mode, List<String> ids) {
        waiting.get(mode).addAll(ids);
        trim(waiting.get(mode));
    }

    private static void trim(List<String> ids) {
        if (ids.size() > MOST) {
            ids.subList(0, ids.size() - MOST).clear();
        }
    }

    private static Map<Mode, List<String>> nobody() {
        Map<Mode, List<String>> nobody = new EnumMap<>(Mode.class);
        for (Mode mode : Mode.values()) {
            nobody.put(mode, new ArrayList<>());
        }
        return nobody;
    }
}
