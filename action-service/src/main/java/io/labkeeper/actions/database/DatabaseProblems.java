package io.labkeeper.actions.database;

import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.labkeeper.problem.Problems;
import io.labkeeper.store.StoreException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Without the database nothing can be promised: 503, with the time after which asking again makes sense. */
public class DatabaseProblems {
    private static final Logger LOG = Logger.getLogger(DatabaseProblems.class);
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Problems problems;

    public DatabaseProblems(Problems problems) {
        this.problems = problems;
    }

    @ServerExceptionMapper
    public Response away(DatabaseAway e, RoutingContext request) {
        return unavailable(e, request);
    }

    @ServerExceptionMapper
    public Response away(StoreException e, RoutingContext request) {
        return unavailable(e, request);
    }

    @ServerExceptionMapper
    public Response busy(TooManyWaiting e, RoutingContext request) {
        LOG.warnf("request refused: %s", e.getMessage());
        return problems.problem(
                new ProblemException(
                                ProblemType.TOO_MANY_REQUESTS,
                                "Too many requests are waiting; nothing was done. Try again in a moment.")
                        .retryAfter(SOON),
                request);
    }

    private Response unavailable(RuntimeException e, RoutingContext request) {
        LOG.warnf("request refused: %s", e.getMessage());
        return problems.problem(
                new ProblemException(
                                ProblemType.DATABASE_UNAVAILABLE,
                                "The database cannot be reached; nothing was done. Try again in a moment.")
                        .retryAfter(SOON),
                request);
    }
}
