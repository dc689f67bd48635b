package io.labkeeper.bench.run;

import java.util.Map;

/**
 * A request that is sent again and again.
 *
 * @param name unique, good for a file's name
 * @param service whom it is sent to
 * @param path from the root, with the query
 * @param headers to send
 * @param status of the right answer
 */
public record Target(String name, PackagedService service, String path, Map<String, String> headers, int status) {

    public String url() {
        return service.url() + path;
    }
}
