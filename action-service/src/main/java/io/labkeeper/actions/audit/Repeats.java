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

    /** Of which requests one line tells. @param more how many have no line of their own */
    record Together(String username, String event, String result, int more) {}

    private record Kind(String username, String event, String result) {}

    private static final class Minute {
        private final long begin;
        private int count;

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
    boolean ownLine(String username, String event, String result) {
        boolean[] own = {false};
        minutes.compute(new Kind(username, event, result), (kind, minute) -> {
            Minute counted = minute == null ? new Minute(nanoTime.getAsLong()) : minute;
            counted.count++;
            own[0] = counted.count <= most;
            return counted;
        });
        return own[0];
    }

    /** What is over, and is counted anew from now on. @param all whether the minutes that are not over are ended too */
    List<Together> over(boolean all) {
        List<Together> over = new ArrayList<>();
        for (Kind kind : minutes.keySet()) {
            minutes.computeIfPresent(kind, (same, minute) -> {
                if (!all && nanoTime.getAsLong() - minute.begin < MINUTE) {
                    return minute;
                }
                if (minute.count > most) {
                    over.add(new Together(kind.username(), kind.event(), kind.result(), minute.count - most));
                }
                return null;
            });
        }
        return over;
    }
}
