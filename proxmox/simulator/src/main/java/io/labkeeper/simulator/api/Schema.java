package io.labkeeper.simulator.api;

import io.labkeeper.simulator.error.ApiError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which parameters an endpoint knows; everything else is refused, as Proxmox does. */
public final class Schema {

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
    private static final List<String> TRUE = List.of("1", "on", "yes", "true");
    private static final List<String> FALSE = List.of("0", "off", "no", "false");

    private final Map<String, Check> checks = new LinkedHashMap<>();

    private interface Check {
        /** What is wrong, or null. */
        String complaint(String value);
    }

    public Schema text(String name) {
        checks.put(name, value -> null);
        return this;
    }

    public Schema integer(String name, long minimum) {
        checks.put(name, value -> integerComplaint(value, minimum));
        return this;
    }

    public Schema bool(String name) {
        checks.put(name, Schema::booleanComplaint);
        return this;
    }

    public Schema oneOf(String name, List<String> values) {
        checks.put(name, value -> enumComplaint(value, values));
        return this;
    }

    /**
     * @throws ApiError 400 with everything that is wrong, by parameter
     */
    void verify(Map<String, String> params) {
        Map<String, String> errors = new TreeMap<>();
        params.forEach((name, value) -> {
            Check check = checks.get(name);
            String complaint = check == null
                    ? "property is not defined in schema and the schema does not allow additional properties"
                    : check.complaint(value);
            if (complaint != null) {
                errors.put(name, complaint);
            }
        });
        if (!errors.isEmpty()) {
            throw ApiError.badParameters(errors);
        }
    }

    static String integerComplaint(String value, long minimum) {
        if (!INTEGER.matcher(value).matches()) {
            return "type check ('integer') failed - got '" + value + "'";
        }
        return Long.parseLong(value) < minimum ? "value must have a minimum value of " + minimum : null;
    }

    private static String booleanComplaint(String value) {
        String word = value.toLowerCase(Locale.ROOT);
        return TRUE.contains(word) || FALSE.contains(word)
                ? null
                : "type check ('boolean') failed - got '" + value + "'";
    }

    private static String enumComplaint(String value, List<String> values) {
        return values.contains(value)
                ? null
                : "value '" + value + "' does not have a value in the enumeration '" + String.join(", ", values) + "'";
    }

    static boolean isTrue(String value) {
        return value != null && TRUE.contains(value.toLowerCase(Locale.ROOT));
    }
}
