package io.labkeeper.actions.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Counts what one caller has asked for in vain, so that nobody can fill the audit trail by asking again and again. Each caller has a minute
 * for each event and result, which begins with the first; of these there are a few dozen words, and callers have credentials, so it stays
 * small.
 */
final class Repeats {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    /** What is counted together, by whom it was asked and what came of it. */
    record Kind(String username, String event, String result) {}

    /** The last VM that it was about. @param clusterId null if that is not known @param vmid null if it was about no VM in particular */
    record Target(String clusterId, Integer vmid) {}

    /** Of which requests one line tells. @param more how many have no line of their own */
    record Together(Kind kind, int more, Target last) {}

    private static final class Minute {
        private final long begin;
        private int count;
        /** Of minutes before, whose line could not be written. */
        private int owed;

        private Target last;

        private Minute(long begin) {
            this.begin = begin;
        }
    }

    private final int most;
    private final LongSupplier nanoTime;
    private final Map<Kind, Minute> minutes = new ConcurrentHashMap<>();

    Repeats(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
    }

    /** Counts one. @return whether it gets a line of its own */
    boolean ownLine(Kind kind, Target target) {
        boolean[] own = {false};
        minutes.compute(kind, (same, minute) -> {
            Minute counted = orNew(minute);
            counted.count++;
            own[0] = counted.count <= most;
            counted.last = target;
            return counted;
        });
        return own[0];
    }

    private Minute orNew(Minute minute) {
        return minute == null ? new Minute(nanoTime.getAsLong()) : minute;
    }

    /** Takes back what could not be written down: it is told with the minute that runs now. */
    void owe(Together together) {
        minutes.compute(together.kind(), (same, minute) -> {
            Minute counted = orNew(minute);
            counted.owed += together.more();
            counted.last = counted.last == null ? together.last() : counted.last;
            return counted;
        });
    }

    /** What is over, and is counted anew from now on. @param all whether the minutes that are not over are ended too */
    List<Together> over(boolean all) {
        List<Together> over = new ArrayList<>();
        for (Kind kind : minutes.keySet()) {
            minutes.computeIfPresent(kind, (same, minute) -> {
                if (!all && nanoTime.getAsLong() - minute.begin < MINUTE) {
                    return minute;
                }
                int more = Math.max(0, minute.count - most) + minute.owed;
                if (more > 0) {
                    over.add(new Together(kind, more, minute.last));
                }
                return null;
            });
        }
        return over;
    }
}
