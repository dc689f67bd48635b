package io.labkeeper.actions.database;

import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.labkeeper.problem.Problems;
import io.labkeeper.store.StoreException;
import io.vertx.ext.web.RoutingContext;
import io.vertx.pgclient.PgException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.hibernate.HibernateException;
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
        return unavailable(e, e.perhapsDone() ? "look before you ask again" : "nothing was done", request);
    }

    @ServerExceptionMapper
    public Response away(StoreException e, RoutingContext request) {
        return unavailable(e, "look before you ask again", request);
    }

    /** A value that no column can hold, such as a text with a NUL in it. */
    @ServerExceptionMapper
    public Response unfit(PgException e, RoutingContext request) {
        return unfitOrUnexpected(e, request);
    }

    @ServerExceptionMapper
    public Response unfit(HibernateException e, RoutingContext request) {
        return unfitOrUnexpected(e, request);
    }

    private Response unfitOrUnexpected(RuntimeException e, RoutingContext request) {
        if (!Refusals.unfit(e)) {
            return problems.unexpected(e, request);
        }
        LOG.infof("request refused: %s", e.getMessage());
        return problems.problem(
                new ProblemException(ProblemType.INVALID_PARAMETER, "A value holds characters that cannot be stored."),
                request);
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

    private Response unavailable(RuntimeException e, String whatNow, RoutingContext request) {
        LOG.warnf("request refused: %s", e.getMessage());
        return problems.problem(
                new ProblemException(
                                ProblemType.DATABASE_UNAVAILABLE,
                                "The database cannot be reached; " + whatNow + ". Try again in a moment.")
                        .retryAfter(SOON),
                request);
    }
}
