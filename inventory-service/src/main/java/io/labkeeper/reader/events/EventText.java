package io.labkeeper.reader.events;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The wire form of server-sent events, as parts that are sent one after the other. JSON has no line breaks of its own, so an event has
 * one line of data.
 */
final class EventText {
    static final byte[] COMMENT = bytes(":\n\n");

    private static final byte[] COMMA = bytes(",");
    private static final byte[] END = bytes("\n\n");

    private EventText() {}

    /** What a stream begins with: how long to wait before coming again, and something to see at once. */
    static byte[] opening(long retryMs) {
        return bytes("retry: " + retryMs + "\n:\n\n");
    }

    /**
     * An event around ready JSON values.
     *
     * @param id what a client has that has been told it; null if it has not been told all that such an id would claim
     * @param before JSON up to the first value
     * @param values to be separated by commas
     * @param after JSON behind the last
     */
    static List<byte[]> event(String name, String id, String before, List<byte[]> values, String after) {
        return event(name, id, before, values, "", List.of(), after);
    }

    /** The same with two lists of values, and JSON between them. */
    static List<byte[]> event(
            String name,
            String id,
            String before,
            List<byte[]> values,
            String between,
            List<byte[]> others,
            String after) {
        List<byte[]> parts = new ArrayList<>(2 * (values.size() + others.size()) + 3);
        parts.add(bytes("event: " + name + (id == null ? "" : "\nid: " + id) + "\ndata: " + before));
        addSeparated(parts, values);
        parts.add(bytes(between));
        addSeparated(parts, others);
        parts.add(bytes(after));
        parts.add(END);
        return parts;
    }

    private static void addSeparated(List<byte[]> parts, List<byte[]> values) {
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                parts.add(COMMA);
            }
            parts.add(values.get(i));
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
