package io.labkeeper.reference;

/** Turns what our Javadoc uses of its markup into one line of Markdown. */
final class Markdown {
    private Markdown() {}

    static String of(String javadoc) {
        String text = javadoc.strip()
                .replaceAll("(?s)\\s*\\n\\s*@(param|return|throws|see) .*", "")
                .replaceAll("\\s+", " ")
                .replace("<p>", "<br>")
                .replaceAll("\\{@link #(\\w+)\\}", "`$1`")
                .replaceAll("\\{@link ([^}]*)\\}", "`$1`");
        return code(text).replace("|", "\\|");
    }

    /** {@code {@code a {b}}}, braces in braces included, becomes {@code `a {b}`}. */
    private static String code(String text) {
        StringBuilder result = new StringBuilder();
        int at = 0;
        for (int tag = text.indexOf("{@code ", at); tag >= 0; tag = text.indexOf("{@code ", at)) {
            int end = closing(text, tag);
            result.append(text, at, tag)
                    .append('`')
                    .append(text, tag + "{@code ".length(), end)
                    .append('`');
            at = end + 1;
        }
        return result.append(text.substring(at)).toString();
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int at = open; at < text.length(); at++) {
            if (text.charAt(at) == '{') {
                depth++;
            } else if (text.charAt(at) == '}' && --depth == 0) {
                return at;
            }
        }
        throw new IllegalArgumentException("a brace is not closed in: " + text);
    }
}
