package io.labkeeper.lab.gateway;

import io.vertx.core.http.HttpMethod;
import java.util.Set;
import java.util.regex.Pattern;

/** The paths of the page for browsers, which inventory-service serves beside its part of the API. */
final class ConsolePaths {
    private static final Pattern PATHS =
            Pattern.compile("/|/(assets|machines|classes|assignments|schedules|clusters|cache|audit)(/.*)?");
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private ConsolePaths() {}

    /** @param path as it stands in the request (not decoded, without query) */
    static boolean include(HttpMethod method, String path) {
        return READING.contains(method) && PATHS.matcher(path).matches();
    }
}
