package io.labkeeper.simulator.task;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A task's name: "UPID:" node, pid, pstart, start time (all three hexadecimal), type, id, user, trailing colon.
 *
 * @param startTime in seconds of Unix time
 * @param id what the task works on; may be empty
 */
public record Upid(String node, int pid, long pstart, long startTime, String type, String id, String user) {

    private static final Pattern FORM = Pattern.compile(
            "UPID:([A-Za-z0-9-]+):([0-9A-F]{8}):([0-9A-F]{8,9}):([0-9A-F]{8}):([^:\\s]+):([^:\\s]*):([^:\\s]+):",
            Pattern.CASE_INSENSITIVE);

    public static Optional<Upid> parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Upid(
                m.group(1),
                Integer.parseUnsignedInt(m.group(2), 16),
                Long.parseLong(m.group(3), 16),
                Long.parseLong(m.group(4), 16),
                m.group(5),
                m.group(6),
                m.group(7)));
    }

    @Override
    public String toString() {
        return String.format("UPID:%s:%08X:%08X:%08X:%s:%s:%s:", node, pid, pstart, startTime, type, id, user);
    }
}
