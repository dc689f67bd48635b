package io.labkeeper.proxmox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads fields whose types drift between releases: PVE 6 sends numbers as text and {@code ""} for "unset", later ones send
 * numbers and leave unset fields out; booleans are 0, 1, text of these, or true. What cannot be read counts as absent.
 */
final class Tolerant {

    private Tolerant() {}

    /** Null if missing, JSON's null, blank, or not a plain value; without NUL, see {@link #storable}. */
    static String text(JsonNode row, String field) {
        JsonNode value = row.path(field);
        String text = value.isValueNode() && !value.isNull() ? storable(value.asText()) : "";
        return text.isBlank() ? null : text;
    }

    /** Guests can put NUL into what Proxmox passes on, and no database takes it. */
    static String storable(String text) {
        return text.replace("\0", "");
    }

    static OptionalDouble decimal(JsonNode row, String field) {
        return number(row, field).map(n -> OptionalDouble.of(n.doubleValue())).orElseGet(OptionalDouble::empty);
    }

    /** Fractions are cut off. */
    static OptionalLong whole(JsonNode row, String field) {
        return number(row, field).map(n -> OptionalLong.of(n.longValue())).orElseGet(OptionalLong::empty);
    }

    /** Absent is false. */
    static boolean flag(JsonNode row, String field) {
        JsonNode value = row.path(field);
        return value.isBoolean() ? value.booleanValue() : flag(text(row, field));
    }

    /** The words that Proxmox itself takes for "yes" (pve-common {@code PVE/JSONSchema.pm}, {@code parse_boolean}). */
    static boolean flag(String text) {
        return text != null && text.trim().toLowerCase(java.util.Locale.ROOT).matches("1|on|yes|true");
    }

    private static Optional<BigDecimal> number(JsonNode row, String field) {
        JsonNode value = row.path(field);
        if (value.isNumber()) {
            return Optional.of(value.decimalValue());
        }
        try {
            return value.isTextual()
                    ? Optional.of(new BigDecimal(value.textValue().trim()))
                    : Optional.empty();
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
