package io.labkeeper.caller;

import io.labkeeper.problem.ProblemType;
import io.labkeeper.problem.Problems;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;

/**
 * Lets a plain page log in with a cookie that holds the same token as the {@code Authorization} header would. From here on such
 * a request is a bearer request like any other, checked by the same code.
 *
 * <p>A browser attaches cookies also to requests that another site made up. So what changes something and came with the cookie must
 * prove that our own page sent it: {@code Sec-Fetch-Site: same-origin}, or an {@code Origin} equal to ours.
 */
@ApplicationScoped
public class CookieLogin {
    /** Over HTTPS; the prefix makes browsers insist on Secure and on our host alone. */
    public static final String SECURE_COOKIE = "__Host-labkeeper";

    /** Over plain HTTP, as in the lab. */
    public static final String PLAIN_COOKIE = "labkeeper";

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final int BEFORE_AUTHENTICATION = 900;

    private final CallerConfig config;

    CookieLogin(CallerConfig config) {
        this.config = config;
    }

    void register(@Observes Filters filters) {
        filters.register(this::accept, BEFORE_AUTHENTICATION);
    }

    void accept(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (config.tokensFromEdge() && !SAFE.contains(request.method()) && sentByAnotherPage(request)) {
            refuse(context, "A request that changes something must come from our own page.");
            return;
        }
        Cookie cookie = cookie(request);
        boolean otherCredentials = request.headers().contains(HttpHeaders.AUTHORIZATION)
                || request.headers().contains(ApiKeyMechanism.HEADER);
        if (cookie == null || cookie.getValue().isBlank() || otherCredentials) {
            context.next();
            return;
        }
        if (!SAFE.contains(request.method()) && !sentByOurOwnPage(request)) {
            refuse(context, "A request that changes something and carries the cookie must come from our own page.");
            return;
        }
        request.headers().set(HttpHeaders.AUTHORIZATION, "Bearer " + cookie.getValue());
        context.next();
    }

    private static void refuse(RoutingContext context, String detail) {
        Problems.end(context, ProblemType.CROSS_SITE_REQUEST, detail);
    }

    private static Cookie cookie(HttpServerRequest request) {
        // Over HTTPS only the name with the prefix: any host of the same site could set the plain one for us.
        return request.getCookie("https".equals(scheme(request)) ? SECURE_COOKIE : PLAIN_COOKIE);
    }

    /** Whoever says nothing of it is no browser. */
    private static boolean sentByAnotherPage(HttpServerRequest request) {
        boolean says = request.headers().contains("Sec-Fetch-Site")
                || request.headers().contains(HttpHeaders.ORIGIN);
        return says && !sentByOurOwnPage(request);
    }

    private static boolean sentByOurOwnPage(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return "same-origin".equals(site);
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null && origin.equalsIgnoreCase(ownOrigin(request));
    }

    /** As the browser sees us: an edge in front tells through the forwarded headers, which a browser cannot set across sites. */
    private static String ownOrigin(HttpServerRequest request) {
        String host = firstOf(request.getHeader("X-Forwarded-Host"), String.valueOf(request.authority()));
        return scheme(request) + "://" + host;
    }

    private static String scheme(HttpServerRequest request) {
        return firstOf(request.getHeader("X-Forwarded-Proto"), request.isSSL() ? "https" : "http");
    }

    private static String firstOf(String forwarded, String own) {
        return forwarded == null || forwarded.isBlank() ? own : forwarded.split(",")[0].trim();
    }
}
