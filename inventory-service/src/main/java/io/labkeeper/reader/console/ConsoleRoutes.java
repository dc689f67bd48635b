package io.labkeeper.reader.console;

import io.labkeeper.problem.ProblemType;
import io.labkeeper.problem.Problems;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Serves the console: its page at {@code /} and at the paths that the page itself gives to its views, its files under
 * {@code /assets/{build}/}. All of it is the same for everybody and no secret; what it shows comes from the API, which asks who wants it.
 */
@ApplicationScoped
class ConsoleRoutes {
    /** {@code /}, and the views with what is below them: what is bookmarked or sent to a colleague leads to the page. */
    private static final String PAGES = "/|/(machines|classes|assignments|schedules|clusters|cache|audit)(/.*)?";

    private static final String FILES = "/assets/(?<build>[^/]+)/(?<name>.+)";

    private final ConsoleConfig config;

    ConsoleRoutes(ConsoleConfig config) {
        this.config = config;
    }

    void register(@Observes Router router) {
        if (!config.enabled()) {
            return;
        }
        ConsoleFiles files = ConsoleFiles.read();
        ConsolePage page = ConsolePage.of(files, config);
        router.getWithRegex(PAGES).handler(context -> page(context, page));
        router.headWithRegex(PAGES).handler(context -> page(context, page));
        router.getWithRegex(FILES).handler(context -> file(context, files));
        router.headWithRegex(FILES).handler(context -> file(context, files));
    }

    private static void page(RoutingContext context, ConsolePage page) {
        context.response().putHeader("Content-Security-Policy", page.policy());
        // Asked for each time, so that whoever comes after an update loads the new files.
        send(context, page.file(), "no-cache");
    }

    private static void file(RoutingContext context, ConsoleFiles files) {
        files.file(context.pathParam("name"))
                .ifPresentOrElse(
                        file -> send(context, file, caching(context, files)),
                        () -> Problems.end(context, ProblemType.NOT_FOUND, "The console has no such file."));
    }

    /** While replicas are being updated, one may be asked for a file of the other's build: it gives its own, not to be kept. */
    private static String caching(RoutingContext context, ConsoleFiles files) {
        return files.build().equals(context.pathParam("build")) ? "public, max-age=31536000, immutable" : "no-cache";
    }

    private static void send(RoutingContext context, ConsoleFile file, String caching) {
        // Weak, as that of a list: it stands for the content, whether it is sent compressed or not.
        String tag = "W/\"" + file.tag() + "\"";
        // In HTTP/2 the server compresses whatever comes, even what says that it is compressed: there it is left to it.
        boolean ours = context.request().version() != HttpVersion.HTTP_2;
        boolean gzip = ours && file.compressed() != null && Conditions.acceptsGzip(context.request());
        HttpServerResponse response = context.response()
                .putHeader("Content-Type", file.type())
                .putHeader("Cache-Control", caching)
                .putHeader("ETag", tag)
                .putHeader("Vary", "Accept-Encoding")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        if (Conditions.has(context.request(), tag)) {
            response.setStatusCode(304).end();
            return;
        }
        if (ours) {
            response.putHeader("Content-Encoding", gzip ? "gzip" : "identity");
        }
        byte[] body = gzip ? file.compressed() : file.bytes();
        if (context.request().method() == HttpMethod.HEAD) {
            response.putHeader("Content-Length", Integer.toString(body.length)).end();
            return;
        }
        response.end(Buffer.buffer(body));
    }
}
