package io.labkeeper.reader.console;

import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a browser says that it has already, and what it can take (RFC 9110). */
final class Conditions {
    private Conditions() {}

    /** Compares weakly. @param tag as we send it, weak and with its quotes */
    static boolean has(HttpServerRequest request, String tag) {
        return items(request, "If-None-Match")
                .map(item -> item.startsWith("W/") ? item : "W/" + item)
                .anyMatch(item -> item.equals("W/*") || item.equals(tag));
    }

    /** Only if gzip is named and not refused: every browser names it, and others get the plain bytes. */
    static boolean acceptsGzip(HttpServerRequest request) {
        return items(request, "Accept-Encoding")
                .map(item -> item.toLowerCase(Locale.ROOT).replace(" ", ""))
                .anyMatch(item -> item.equals("gzip") || item.startsWith("gzip;") && !item.matches("gzip;q=0(\\.0*)?"));
    }

    private static Stream<String> items(HttpServerRequest request, String header) {
        List<String> lines = request.headers().getAll(header);
        return lines.stream().flatMap(line -> Arrays.stream(line.split(","))).map(String::trim);
    }
}
