package io.labkeeper.problem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * One id per request, from the edge if it gave a sane one, through our logs and answers into the rows that the request writes.
 */
@ApplicationScoped
public class CorrelationId {
    /** In the answer, and in the request if the edge knows it. */
    public static final String HEADER = "X-Correlation-Id";

    private static final String EDGE_HEADER = "X-Request-Id";
    private static final String KEY = "correlation_id";
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int BEFORE_ALL_OTHERS = 1_000;

    void register(@Observes Filters filters) {
        filters.register(CorrelationId::assign, BEFORE_ALL_OTHERS);
    }

    private static void assign(RoutingContext request) {
        String id = sane(request.request().getHeader(HEADER));
        if (id == null) {
            id = sane(request.request().getHeader(EDGE_HEADER));
        }
        if (id == null) {
            id = UUID.randomUUID().toString();
        }
        request.put(KEY, id);
        request.response().putHeader(HEADER, id);
        MDC.put(KEY, id);
        request.next();
    }

    /** The id of this request. */
    public static String of(RoutingContext request) {
        return request.get(KEY, "");
    }

    private static String sane(String text) {
        return text != null && SANE.matcher(text).matches() ? text : null;
    }
}
