package io.labkeeper.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Turns whatever ends a request into a problem document. 5xx are logged with their trace, 4xx in one line; the caller sees neither
 * class names nor stacks. The security failures arrive here because both services authenticate lazily
 * ({@code quarkus.http.auth.proactive=false}).
 */
public class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final Duration SOON = Duration.ofSeconds(2);

    private final IdentityProviderOutage identityProvider;

    public Problems(IdentityProviderOutage identityProvider) {
        this.identityProvider = identityProvider;
    }

    @ServerExceptionMapper
    public Response problem(ProblemException e, RoutingContext request) {
        log(e.type(), e.getMessage(), request);
        Response.ResponseBuilder answer = answer(e.type(), e.getMessage(), e.members(), request);
        e.retryAfter()
                .ifPresent(pause -> answer.header(HttpHeaders.RETRY_AFTER.toString(), Math.max(1, pause.toSeconds())));
        return answer.build();
    }

    @ServerExceptionMapper(priority = 1)
    public Response unauthorized(UnauthorizedException e, RoutingContext request) {
        return unauthenticated(request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response authenticationFailed(AuthenticationFailedException e, RoutingContext request) {
        if (identityProvider.isBehind(e)) {
            return identityProviderAway(e, request);
        }
        return unauthenticated(request);
    }

    @ServerExceptionMapper(priority = 1)
    public Response forbidden(ForbiddenException e, RoutingContext request) {
        return problem(new ProblemException(ProblemType.FORBIDDEN, "You may not do this."), request);
    }

    /** What the framework itself refuses: unknown path, wrong method, unreadable body. Redirects and the like pass. */
    @ServerExceptionMapper
    public Response refusedByFramework(WebApplicationException e, RoutingContext request) {
        int status = e.getResponse().getStatus();
        if (status < 400) {
            return e.getResponse();
        }
        if (e.getCause() instanceof JsonProcessingException) {
            return unreadable((JsonProcessingException) e.getCause(), request);
        }
        ProblemType type = ProblemType.ofStatus(status);
        if (type == ProblemType.INTERNAL_ERROR) {
            return unexpected(e, request);
        }
        return problem(new ProblemException(type, type.title() + "."), request);
    }

    @ServerExceptionMapper
    public Response unreadable(JsonProcessingException e, RoutingContext request) {
        return problem(
                new ProblemException(ProblemType.INVALID_BODY, "The body is not the JSON that this path takes."),
                request);
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable e, RoutingContext request) {
        if (identityProvider.isNamedBy(e)) {
            return identityProviderAway(e, request);
        }
        logUnexpected(e, request);
        return answer(
                        ProblemType.INTERNAL_ERROR,
                        "Something went wrong on our side; the correlation id leads to the reason in our log.",
                        Map.of(),
                        request)
                .build();
    }

    /** A caller who goes before the answer comes is nobody's fault; what is answered then reaches nobody. */
    private static void logUnexpected(Throwable e, RoutingContext request) {
        String method = request.request().method().name();
        if (e instanceof HttpClosedException && request.response().closed()) {
            LOG.debugf("%s %s: the caller has gone", method, request.request().path());
        } else {
            LOG.errorf(e, "%s %s failed", method, request.request().path());
        }
    }

    private Response identityProviderAway(Throwable e, RoutingContext request) {
        LOG.warnf("the identity provider cannot be asked: %s", e.getMessage());
        return problem(
                new ProblemException(
                                ProblemType.IDENTITY_PROVIDER_UNAVAILABLE,
                                "The token cannot be checked now, because the identity provider cannot be reached.")
                        .retryAfter(SOON),
                request);
    }

    private Response unauthenticated(RoutingContext request) {
        log(ProblemType.UNAUTHENTICATED, "no or bad credentials", request);
        return answer(ProblemType.UNAUTHENTICATED, "Log in, or send a valid token.", Map.of(), request)
                .header("WWW-Authenticate", "Bearer")
                .build();
    }

    private static Response.ResponseBuilder answer(
            ProblemType type, String detail, Map<String, Object> members, RoutingContext request) {
        return Response.status(type.status())
                .type(ProblemDocument.MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL.toString(), "no-store")
                .entity(ProblemDocument.of(type, detail, members, request));
    }

    private static void log(ProblemType type, String detail, RoutingContext request) {
        Logger.Level level = type.status() >= 500 ? Logger.Level.WARN : Logger.Level.INFO;
        LOG.logf(
                level,
                "%d %s %s: %s",
                type.status(),
                request.request().method(),
                request.request().path(),
                detail);
    }

    /** For filters, which end a request before there is a mapper. */
    public static void end(RoutingContext request, ProblemType type, String detail) {
        log(type, detail, request);
        request.response()
                .setStatusCode(type.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(ProblemDocument.of(type, detail, Map.of(), request));
    }
}
