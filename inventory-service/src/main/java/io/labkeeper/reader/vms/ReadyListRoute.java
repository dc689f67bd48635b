package io.labkeeper.reader.vms;

import io.labkeeper.caller.Caller;
import io.labkeeper.reader.health.InventoryMetrics;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.labkeeper.reader.view.ViewConfig;
import io.labkeeper.reader.vms.ReadyPages.Page;
import io.netty.buffer.Unpooled;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Answers who asks for the whole list, and whose list is ready, before JAX-RS begins: that has nothing left to do then, and costs as much
 * as everything else together.
 *
 * <p>It decides nothing of its own. Who calls is told by the same mechanisms as everywhere ({@link QuarkusHttpUser}, asked once for the
 * whole request), what they see by the page that {@link VmsResource} has made, and how that is sent by {@link ListAnswer}. Whatever is
 * not exactly that goes on to {@link VmsResource}: parameters, another method, a caller who is not let in, a page that is not ready.
 */
@ApplicationScoped
class ReadyListRoute {
    private static final Logger LOG = Logger.getLogger(ReadyListRoute.class);
    private static final String PATH = "/api/vms";

    /** Quarkus' own filters that find out who calls, and whether the path is open to them, have 200 and 100. */
    private static final int AFTER_AUTHENTICATION = 50;

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json;charset=UTF-8");

    private final InventoryView view;
    private final ReadyPages ready;
    private final InventoryMetrics metrics;
    private final boolean wanted;

    ReadyListRoute(InventoryView view, ReadyPages ready, InventoryMetrics metrics, ViewConfig config) {
        this.wanted = !config.postgresPerRequest();
        this.view = view;
        this.ready = ready;
        this.metrics = metrics;
    }

    private record Found(Page page, Moment moment) {}

    void register(@Observes Filters filters) {
        if (wanted) {
            filters.register(this::handle, AFTER_AUTHENTICATION);
        }
    }

    private void handle(RoutingContext request) {
        if (!isForEverything(request.request())) {
            request.next();
            return;
        }
        QuarkusHttpUser.getSecurityIdentity(request, null)
                .map(this::find)
                .subscribe()
                .with(found -> found.ifPresentOrElse(page -> send(request, page), request::next), failure -> {
                    // Whoever is not let in is told so where everybody is.
                    LOG.debugf("a list was not looked for among those that are ready: %s", failure);
                    request.next();
                });
    }

    private static boolean isForEverything(HttpServerRequest request) {
        return HttpMethod.GET.equals(request.method()) && PATH.equals(request.path()) && request.query() == null;
    }

    private Optional<Found> find(SecurityIdentity identity) {
        Moment moment = view.moment();
        return identity.isAnonymous() || !moment.loaded()
                ? Optional.empty()
                : ready.find(moment, Caller.of(identity)).map(page -> new Found(page, moment));
    }

    private void send(RoutingContext context, Found found) {
        metrics.readyListSent();
        HttpServerRequest request = context.request();
        Uni.createFrom()
                .deferred(() -> new ListAnswer(request, request.getHeader(HttpHeaders.IF_NONE_MATCH))
                        .of(found.page(), found.moment()))
                .subscribe()
                .with(body -> end(context, body), context::fail);
    }

    private static void end(RoutingContext context, byte[] body) {
        context.response().headers().set(HttpHeaders.CONTENT_TYPE, JSON);
        context.response().end(Buffer.buffer(Unpooled.wrappedBuffer(body)));
    }
}
