package io.labkeeper.actions.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A schedule as callers see it.
 *
 * @param owner as whom it runs: who has said last what runs when
 * @param nextRuns the next ten, without those that are skipped; none while it is paused
 * @param skipped runs to come that will be skipped
 */
record ScheduleView(
        UUID id,
        String name,
        String cron,
        String timeZone,
        String action,
        JsonNode selector,
        boolean enabled,
        String owner,
        List<Instant> nextRuns,
        List<Instant> skipped) {
    private static final int PREVIEW = 10;

    static ScheduleView of(ScheduleRow row) {
        return new ScheduleView(
                row.id(),
                row.name(),
                row.cron(),
                row.timeZone(),
                row.action().word(),
                row.selector().json(),
                row.enabled(),
                row.owner().name(),
                row.enabled() ? next(row) : List.of(),
                row.skipped());
    }

    /** Computes for a while; a long list of schedules is not for an event loop. */
    private static List<Instant> next(ScheduleRow row) {
        List<Instant> runs = new ArrayList<>();
        try {
            Timetable timetable = row.timetable();
            Optional<Instant> time = timetable.after(row.now());
            while (time.isPresent() && runs.size() < PREVIEW) {
                if (!row.skipped().contains(time.get())) {
                    runs.add(time.get());
                }
                time = timetable.after(time.get());
            }
        } catch (IllegalArgumentException e) {
            // Its time zone is no more: it does not run, and can still be seen and changed.
            return List.of();
        }
        return runs;
    }
}
