package io.labkeeper.reader.history;

import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * The time that a history is wanted of.
 *
 * @param from the first moment
 * @param to the first moment after it
 */
record HistoryRange(Instant from, Instant to) {
    /** What is shown if nobody says since when. */
    private static final Duration USUAL = Duration.ofHours(24);

    /** Nothing is kept that long, whatever is configured; and Postgres knows no times of other geological ages. */
    private static final Duration FARTHEST = Duration.ofDays(3660);

    private static final int LONGEST_VALUE = 64;

    /**
     * From the parameters {@code from} and {@code to}, as in RFC 3339; the 24 hours up to {@code to}, and up to now, by default.
     *
     * @throws ProblemException if a value cannot be, naming parameter and value
     */
    static HistoryRange of(MultivaluedMap<String, String> parameters, Instant now) {
        Instant to = time(parameters, "to");
        Instant from = time(parameters, "from");
        Instant end = to == null ? now : to;
        Instant begin = from == null ? end.minus(USUAL) : from;
        if (begin.isAfter(end)) {
            String ends = to == null ? "now" : "to";
            throw refused("from", begin.toString(), "it is after " + ends + ", which is " + end);
        }
        return new HistoryRange(within(begin, now), within(end, now));
    }

    /** The same, each end moved outward to a whole minute: so many ranges there are and no more, however they are asked for. */
    HistoryRange inMinutes() {
        Instant end = to.truncatedTo(ChronoUnit.MINUTES);
        return new HistoryRange(
                from.truncatedTo(ChronoUnit.MINUTES), end.equals(to) ? end : end.plus(1, ChronoUnit.MINUTES));
    }

    /** Those of the samples that lie within it. */
    List<HistorySample> of(List<HistorySample> samples) {
        return samples.stream()
                .filter(sample -> !sample.at().isBefore(from) && sample.at().isBefore(to))
                .toList();
    }

    private static Instant within(Instant moment, Instant now) {
        Instant earliest = now.minus(FARTHEST);
        Instant latest = now.plus(FARTHEST);
        return moment.isBefore(earliest) ? earliest : moment.isAfter(latest) ? latest : moment;
    }

    /** The last value, as browsers' forms mean it; null if the parameter is not there. */
    private static Instant time(MultivaluedMap<String, String> parameters, String name) {
        List<String> values = parameters.get(name);
        if (values == null || values.isEmpty()) {
            return null;
        }
        String text = values.get(values.size() - 1);
        if (text == null || text.isBlank()) {
            throw refused(name, "", "it is empty");
        }
        if (text.length() > LONGEST_VALUE) {
            throw refused(name, text.substring(0, 20) + "…", "it is longer than " + LONGEST_VALUE + " characters");
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw refused(name, text, "it is no time such as 2026-01-15T10:30:00Z");
        }
    }

    private static ProblemException refused(String parameter, String value, String why) {
        return new ProblemException(
                        ProblemType.INVALID_PARAMETER,
                        "The parameter " + parameter + " cannot be \"" + value + "\": " + why + ".")
                .with("parameters", Map.of(parameter, value));
    }
}
