package io.labkeeper.simulator.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A path with variables.
 *
 * @param text "/nodes/{node}/tasks"
 */
public record PathTemplate(String text) {

    /**
     * The values of the variables if the path fits.
     *
     * @param path percent-encoded
     */
    public Optional<Map<String, String>> match(String path) {
        String[] own = text.split("/");
        String[] segments = path.split("/");
        if (own.length != segments.length) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < own.length; i++) {
            String segment = decode(segments[i]);
            if (own[i].startsWith("{")) {
                values.put(own[i].substring(1, own[i].length() - 1), segment);
            } else if (!own[i].equals(segment)) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
