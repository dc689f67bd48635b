package io.labkeeper.reader.vms;

import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.labkeeper.reader.view.Truth;
import io.labkeeper.reader.view.ViewConfig;
import io.labkeeper.store.Bulkhead;
import io.labkeeper.store.StoreBusyException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Reads all of the inventory from Postgres for each request for VMs, where {@link ViewConfig#postgresPerRequest()} wants that. The view is
 * only where the answer is put together then, and nothing that was made ready for an earlier answer is used.
 *
 * <p>A few at a time; whoever finds no place is told so at once, since a crowd that waits for Postgres would take it away from all.
 */
@ApplicationScoped
class PostgresPerRequest {
    private static final Logger LOG = Logger.getLogger(PostgresPerRequest.class);
    private static final String PATH = "/api/vms";
    private static final String SOURCE = "Labkeeper-Source";

    /** As many as may read whole clusters: the followers' questions need the other connections. */
    private static final int READS_AT_ONCE = 3;

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Truth truth;
    private final boolean wanted;
    private final Bulkhead reads = new Bulkhead("Postgres", READS_AT_ONCE, 0, LIMIT);

    PostgresPerRequest(Truth truth, ViewConfig config) {
        this.truth = truth;
        this.wanted = config.postgresPerRequest();
    }

    void start(@Observes StartupEvent event) {
        if (wanted) {
            LOG.warn(
                    "labkeeper.view.postgres-per-request is on: each answer about VMs is read from Postgres, and crowds are turned away");
        }
    }

    /** Lets the request go on as soon as all has been read for it. */
    @ServerRequestFilter
    Uni<Void> read(RoutingContext request) {
        if (!wanted || !isRead(request)) {
            return Uni.createFrom().voidItem();
        }
        request.addHeadersEndHandler(done -> request.response().headers().set(SOURCE, ReadAnswer.POSTGRES));
        return reads.ask(truth::read).onFailure().transform(PostgresPerRequest::problem);
    }

    private static boolean isRead(RoutingContext request) {
        return HttpMethod.GET.equals(request.request().method())
                && request.normalizedPath().startsWith(PATH);
    }

    private static ProblemException problem(Throwable failure) {
        LOG.debugf("not read from Postgres for this request: %s", failure.getMessage());
        ProblemException problem = failure instanceof StoreBusyException
                ? new ProblemException(
                        ProblemType.DATABASE_BUSY, "Postgres is being read for other requests: ask again.")
                : new ProblemException(ProblemType.DATABASE_UNAVAILABLE, "Postgres has not answered.");
        return problem.retryAfter(SOON);
    }
}
