package io.labkeeper.problem;

import io.labkeeper.inventory.InventoryJson;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** The body of an error answer. */
final class ProblemDocument {
    static final String MEDIA_TYPE = "application/problem+json";

    private ProblemDocument() {}

    /** Members of RFC 9457, then {@code ok} and {@code error}, which older pages read, then the problem's own. */
    static String of(ProblemType type, String detail, Map<String, Object> members, RoutingContext request) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", type.uri());
        document.put("title", type.title());
        document.put("status", type.status());
        document.put("detail", detail);
        document.put("instance", request.request().path());
        document.put("correlation_id", CorrelationId.of(request));
        document.put("ok", false);
        document.put("error", detail);
        document.putAll(members);
        return InventoryJson.write(document);
    }
}
