package io.labkeeper.cache;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A pattern for keys: {@code *} stands for any text, also none, {@code ?} for one character, everything else for itself.
 *
 * @param text 1 to {@value #LONGEST} characters
 */
public record Glob(String text) {
    /** Characters of the longest pattern. */
    public static final int LONGEST = 200;

    public static final Glob ALL = new Glob("*");

    public Glob {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new IllegalArgumentException("a pattern has 1 to " + LONGEST + " characters");
        }
    }

    public Predicate<String> asPredicate() {
        StringBuilder expression = new StringBuilder();
        // Several stars in a row mean what one does, but would let the matcher try every way to share the text between
        // them.
        for (char c : text.replaceAll("\\*+", "*").toCharArray()) {
            expression.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.compile(expression.toString(), Pattern.DOTALL).asMatchPredicate();
    }

    /** For Redis, which knows more special characters than we do. */
    public String forRedis() {
        return text.replaceAll("([\\[\\]\\\\^])", "\\\\$1");
    }
}
