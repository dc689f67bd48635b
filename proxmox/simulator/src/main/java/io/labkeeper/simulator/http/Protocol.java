package io.labkeeper.simulator.http;

import io.labkeeper.simulator.error.ApiError;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;

/** What Proxmox's own small HTTP server refuses whatever it is for. */
final class Protocol {

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE");
    private static final List<String> WITH_BODY = List.of("POST", "PUT");
    private static final List<String> CONTENT_TYPES =
            List.of(BodyParameters.FORM, BodyParameters.JSON, "multipart/form-data");
    private static final long MAX_BODY = 512 * 1024;

    private Protocol() {}

    /** What is refused before anybody asks who is there; null if nothing. */
    static ApiError refusalAtOnce(HttpServerRequest request) {
        String method = request.method().name();
        if (!METHODS.contains(method)) {
            return ApiError.of(501, "method '" + method + "' not available");
        }
        if (request.getHeader("Transfer-Encoding") != null) {
            return ApiError.of(501, "chunked transfer encoding not supported");
        }
        return null;
    }

    /** What is refused once it is known who asks; null if nothing. */
    static ApiError refusalOfBody(HttpServerRequest request) {
        long length = contentLength(request);
        if (length == 0) {
            return null;
        }
        if (!WITH_BODY.contains(request.method().name())) {
            return ApiError.of(501, "Unexpected content for method '" + request.method() + "'");
        }
        if (length > MAX_BODY) {
            return ApiError.of(501, "for data too large");
        }
        String type = contentType(request);
        if (!type.isEmpty() && !CONTENT_TYPES.contains(type)) {
            return ApiError.of(506, "upload 'Content-Type '" + type + "' not implemented");
        }
        return null;
    }

    static boolean tooLarge(HttpServerRequest request) {
        return contentLength(request) > MAX_BODY;
    }

    /** In lower case and without parameters; empty if there is none. */
    static String contentType(HttpServerRequest request) {
        String header = request.getHeader("Content-Type");
        return header == null ? "" : header.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    }

    private static long contentLength(HttpServerRequest request) {
        String header = request.getHeader("Content-Length");
        return header == null ? 0 : Long.parseLong(header.trim());
    }
}
