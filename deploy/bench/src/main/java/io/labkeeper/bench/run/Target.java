package io.labkeeper.bench.run;

import java.util.Map;
import java.util.function.Supplier;

/**
 * A request that is sent again and again.
 *
 * @param name unique, good for a file's name
 * @param service whom it is sent to
 * @param path from the root, with the query
 * @param headers to send; asked for before each run, since the tag of a list changes with the list
 * @param status of the right answer
 */
public record Target(
        String name, PackagedService service, String path, Supplier<Map<String, String>> headers, int status) {

    public Target(String name, PackagedService service, String path, Map<String, String> headers, int status) {
        this(name, service, path, () -> headers, status);
    }

    public String url() {
        return service.url() + path;
    }
}
