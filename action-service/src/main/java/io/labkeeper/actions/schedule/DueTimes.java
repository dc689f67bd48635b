package io.labkeeper.actions.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a timetable has come due. Pure.
 *
 * @param toRun not too late yet
 * @param missed too late
 * @param next what comes after these; null if nothing ever does
 */
record DueTimes(List<Instant> toRun, List<Instant> missed, Instant next) {

    /**
     * @param from the first that was not dealt with yet
     * @param most how many times to take; after a long outage the rest comes with the next look
     */
    static DueTimes until(Instant now, Timetable timetable, Instant from, Duration catchUp, int most) {
        List<Instant> toRun = new ArrayList<>();
        List<Instant> missed = new ArrayList<>();
        Instant time = from;
        while (time != null && !time.isAfter(now) && toRun.size() + missed.size() < most) {
            boolean caughtUp = Duration.between(time, now).compareTo(catchUp) < 0;
            (caughtUp ? toRun : missed).add(time);
            time = timetable.after(time).orElse(null);
        }
        return new DueTimes(toRun, missed, time);
    }
}
