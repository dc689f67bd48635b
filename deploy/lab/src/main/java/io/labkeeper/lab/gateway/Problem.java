package io.labkeeper.lab.gateway;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** What the gateway itself has to say against a request (RFC 9457). */
enum Problem {
    NOT_FOUND(404, "not-found", "Not found", "Nobody answers for this path."),
    NO_REPLICA(503, "service-unavailable", "Service unavailable", "No replica of the service can be reached."),
    BROKEN(502, "bad-gateway", "Bad gateway", "The service broke off before it had answered."),
    LATE(504, "gateway-timeout", "Gateway time-out", "The service did not answer in time."),
    FOREIGN_ORIGIN(403, "foreign-origin", "Forbidden", "This request came from another site.");

    private final int status;
    private final String slug;
    private final String title;
    private final String detail;

    Problem(int status, String slug, String title, String detail) {
        this.status = status;
        this.slug = slug;
        this.title = title;
        this.detail = detail;
    }

    /** Answers with it, unless an answer is already under way or nobody is there to hear it. */
    void answer(HttpServerRequest request) {
        if (request.response().ended()
                || request.response().closed()
                || request.response().headWritten()) {
            return;
        }
        request.resume();
        request.response().setStatusCode(status).putHeader("Content-Type", "application/problem+json");
        if (status >= 502) {
            request.response().putHeader("Retry-After", "1");
        }
        request.response().end(body(request.path()).encode());
    }

    private JsonObject body(String path) {
        return new JsonObject()
                .put("type", "urn:labkeeper:problem:" + slug)
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("instance", path)
                .put("correlation_id", UUID.randomUUID().toString())
                .put("ok", false)
                .put("error", detail);
    }
}
