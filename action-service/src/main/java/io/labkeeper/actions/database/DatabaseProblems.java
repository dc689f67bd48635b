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
    private static final String AWAY = "The database cannot be reached";

    private final Problems problems;

    public DatabaseProblems(Problems problems) {
        this.problems = problems;
    }

    @ServerExceptionMapper
    public Response away(DatabaseAway e, RoutingContext request) {
        return unavailable(e, AWAY, whatNow(e.perhapsDone()), request);
    }

    /** Others are served meanwhile, so it is not said that the database is away. */
    @ServerExceptionMapper
    public Response tooSlow(TooSlow e, RoutingContext request) {
        return unavailable(e, "The database takes too long for this", whatNow(e.perhapsDone()), request);
    }

    private static String whatNow(boolean perhapsDone) {
        return perhapsDone ? "look before you ask again" : "nothing was done";
    }

    @ServerExceptionMapper
    public Response away(StoreException e, RoutingContext request) {
        return unavailable(e, AWAY, whatNow(true), request);
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

    private Response unavailable(RuntimeException e, String what, String whatNow, RoutingContext request) {
        LOG.warnf("request refused: %s", e.getMessage());
        return problems.problem(
                new ProblemException(
                                ProblemType.DATABASE_UNAVAILABLE, what + "; " + whatNow + ". Try again in a moment.")
                        .retryAfter(SOON),
                request);
    }
}
