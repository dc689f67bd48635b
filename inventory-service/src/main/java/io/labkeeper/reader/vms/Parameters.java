package io.labkeeper.reader.vms;

import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The parameters of a query. Unknown ones are ignored; a value that cannot be is refused, naming parameter and value. */
final class Parameters {
    private static final int LONGEST_VALUE = 200;
    private static final int LONGEST_ECHO = 40;

    private final MultivaluedMap<String, String> given;

    Parameters(MultivaluedMap<String, String> given) {
        this.given = given;
    }

    /** All values of a parameter; none if it is not there. */
    List<String> values(String parameter) {
        return values(parameter, LONGEST_VALUE);
    }

    private List<String> values(String parameter, int longest) {
        List<String> values = given.getOrDefault(parameter, List.of());
        for (String value : values) {
            if (value == null || value.isBlank()) {
                throw refused(parameter, "", "it is empty");
            }
            if (value.length() > longest) {
                throw refused(parameter, value, "it is longer than " + longest + " characters");
            }
        }
        return values;
    }

    /** The same, where only these are possible. */
    List<String> values(String parameter, Collection<String> possible) {
        List<String> values = values(parameter);
        for (String value : values) {
            if (!possible.contains(value)) {
                throw refused(parameter, value, "it is none of " + String.join(", ", possible));
            }
        }
        return values;
    }

    /** The last value, as browsers' forms mean it; null if the parameter is not there. */
    String one(String parameter) {
        return last(values(parameter));
    }

    /** The same for a value that may be long. */
    String one(String parameter, int longest) {
        return last(values(parameter, longest));
    }

    private static String last(List<String> values) {
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    /** Whether it is true; false if it is not there. */
    boolean flag(String parameter) {
        String text = one(parameter);
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw refused(parameter, text, "it is neither true nor false");
    }

    /** A whole number between two others; empty if the parameter is not there. */
    OptionalInt number(String parameter, int least, int most) {
        String text = one(parameter);
        if (text == null) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException e) {
            throw refused(parameter, text, "it is not a number from " + least + " to " + most);
        }
        throw refused(parameter, text, "it is not from " + least + " to " + most);
    }

    /** The refusal of a value. */
    static ProblemException refused(String parameter, String value, String why) {
        String echo = value.length() > LONGEST_ECHO ? value.substring(0, LONGEST_ECHO) + "…" : value;
        return new ProblemException(
                        ProblemType.INVALID_PARAMETER,
                        "The parameter " + parameter + " cannot be \"" + echo + "\": " + why + ".")
                .with("parameters", Map.of(parameter, echo));
    }
}
