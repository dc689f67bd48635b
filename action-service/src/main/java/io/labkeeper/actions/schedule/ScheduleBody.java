package io.labkeeper.actions.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.selection.Selector;
import io.labkeeper.actions.selection.SelectorBody;
import io.labkeeper.inventory.InventoryJson;
import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Reads {@code {"name", "cron", "time_zone", "action", "selector", "enabled"}}; unknown members are ignored, so that what was read can be
 * sent back.
 */
final class ScheduleBody {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TEXT = 400;

    private ScheduleBody() {}

    /** A change of a schedule. @throws ProblemException 400 naming what is wrong with which member */
    static ScheduleWish change(byte[] body) {
        JsonNode json = object(body);
        String cron = text(json, "cron", LONGEST_TEXT);
        String zone = text(json, "time_zone", LONGEST_TEXT);
        check(cron, zone);
        return new ScheduleWish(
                text(json, "name", LONGEST_NAME), cron, zone, action(json), selector(json), enabled(json));
    }

    /** A new schedule, which needs all of it; it is enabled unless it says otherwise. @throws ProblemException 400 naming what is wrong or missing */
    static ScheduleWish whole(byte[] body) {
        ScheduleWish wish = change(body);
        required("name", wish.name());
        required("cron", wish.cron());
        required("time_zone", wish.timeZone());
        required("action", wish.action());
        required("selector", wish.selector());
        return new ScheduleWish(
                wish.name(),
                wish.cron(),
                wish.timeZone(),
                wish.action(),
                wish.selector(),
                wish.enabled() == null || wish.enabled());
    }

    /** Which run to skip: the optional body {@code {"due_at": …}}. @return null for the next one */
    static Instant dueAt(byte[] body) {
        if (body == null || body.length == 0) {
            return null;
        }
        String text = text(object(body), "due_at", LONGEST_TEXT);
        return text == null ? null : time("due_at", text);
    }

    /** @throws ProblemException 400 naming the parameter */
    static Instant time(String name, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw bad(name, InventoryJson.write(text) + " is no time such as 2026-01-15T10:30:00Z");
        }
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode json = InventoryJson.request(body);
            if (!json.isObject()) {
                throw new ProblemException(ProblemType.INVALID_BODY, "The body must be a JSON object.");
            }
            return json;
        } catch (InventoryJson.UnreadableValue e) {
            throw new ProblemException(
                    ProblemType.INVALID_BODY, "The body is not JSON, or names a member more than once.");
        }
    }

    private static void required(String member, Object value) {
        if (value == null) {
            throw new ProblemException(ProblemType.INVALID_BODY, "A new schedule needs \"" + member + "\".");
        }
    }

    private static String text(JsonNode json, String member, int longest) {
        if (!json.hasNonNull(member)) {
            return null;
        }
        JsonNode value = json.get(member);
        String text = value.isTextual() ? value.textValue().strip() : "";
        if (text.isEmpty() || text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
            throw bad(member, "must be a text of 1 to " + longest + " characters");
        }
        return text;
    }

    /** Each by itself; together they are looked at with what stays as it is. */
    private static void check(String cron, String zone) {
        if (cron != null) {
            timetable(cron, "UTC");
        }
        if (zone != null) {
            timetable("0 0 * * *", zone);
        }
    }

    /** @throws ProblemException 400 if the two do not make a timetable that ever comes due */
    static Timetable timetable(String cron, String zone) {
        try {
            Timetable.zone(zone);
        } catch (IllegalArgumentException e) {
            throw bad(
                    "time_zone",
                    InventoryJson.write(zone) + ": " + e.getMessage() + "; it must be as in Europe/Berlin");
        }
        try {
            return Timetable.of(cron, zone);
        } catch (IllegalArgumentException e) {
            throw bad("cron", InventoryJson.write(cron) + " cannot be read: " + e.getMessage());
        }
    }

    private static ActionKind action(JsonNode json) {
        if (!json.hasNonNull("action")) {
            return null;
        }
        try {
            return ActionKind.ofWord(json.get("action").asText());
        } catch (IllegalArgumentException e) {
            String known =
                    Arrays.stream(ActionKind.values()).map(ActionKind::word).collect(Collectors.joining(", "));
            throw bad("action", "must be one of " + known);
        }
    }

    private static Selector selector(JsonNode json) {
        return json.hasNonNull("selector") ? SelectorBody.read(json.get("selector")) : null;
    }

    private static Boolean enabled(JsonNode json) {
        if (!json.hasNonNull("enabled")) {
            return null;
        }
        if (!json.get("enabled").isBoolean()) {
            throw bad("enabled", "must be true or false");
        }
        return json.get("enabled").booleanValue();
    }

    static ProblemException bad(String member, String why) {
        return new ProblemException(ProblemType.INVALID_BODY, "\"" + member + "\": " + why + ".");
    }
}
