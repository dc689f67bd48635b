package io.labkeeper.actions.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A cron expression of five fields (minute, hour, day of month, month, day of week; both days given: either counts) in a time zone.
 *
 * <p>The expression speaks of the clock on the wall. A time that the wall clock skips runs at the next minute that exists, all times of
 * the same gap together; one that it shows twice runs the first time only.
 */
final class Timetable {
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z*/,-]{1,60}( [0-9A-Za-z*/,-]{1,60}){4}");
    private static final Pattern BLANKS = Pattern.compile("[ \\t]+");

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private final String cron;
    private final ZoneId zone;
    private final ExecutionTime wallClock;

    private Timetable(String cron, ZoneId zone, ExecutionTime wallClock) {
        this.cron = cron;
        this.zone = zone;
        this.wallClock = wallClock;
    }

    /** @throws IllegalArgumentException saying what cannot be read */
    static Timetable of(String cron, String zone) {
        String tidy = BLANKS.matcher(cron.strip()).replaceAll(" ");
        if (!FORM.matcher(tidy).matches()) {
            throw new IllegalArgumentException(
                    "five fields are needed: minute, hour, day of month, month, day of week");
        }
        return new Timetable(tidy, zone(zone), ExecutionTime.forCron(PARSER.parse(tidy)));
    }

    /** @throws IllegalArgumentException if there is no such zone */
    static ZoneId zone(String id) {
        if (!ZoneRulesProvider.getAvailableZoneIds().contains(id)) {
            throw new IllegalArgumentException("there is no time zone of this name");
        }
        return ZoneId.of(id);
    }

    /** With single blanks. */
    String cron() {
        return cron;
    }

    String zone() {
        return zone.getId();
    }

    /** The first run after this moment; empty if there is none, as on the 30th of February. */
    Optional<Instant> after(Instant moment) {
        // Runs never go back when the wall clock goes on, so nothing before this local time can be later than the
        // moment.
        LocalDateTime local = LocalDateTime.ofInstant(moment, zone);
        while (true) {
            Optional<LocalDateTime> next =
                    wallClock.nextExecution(local.atZone(ZoneOffset.UTC)).map(time -> time.toLocalDateTime());
            if (next.isEmpty()) {
                return Optional.empty();
            }
            Instant run = instant(next.get());
            if (run.isAfter(moment)) {
                return Optional.of(run);
            }
            local = next.get();
        }
    }

    private Instant instant(LocalDateTime local) {
        ZoneRules rules = zone.getRules();
        ZoneOffsetTransition change = rules.getTransition(local);
        if (change != null && change.isGap()) {
            return change.getInstant();
        }
        // In an overlap the first of the two offsets is the one before the change.
        return local.toInstant(change == null ? rules.getOffset(local) : change.getOffsetBefore());
    }
}
