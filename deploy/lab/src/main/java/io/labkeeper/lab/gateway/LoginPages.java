package io.labkeeper.lab.gateway;

import io.labkeeper.lab.issuer.DemoUser;
import io.labkeeper.lab.issuer.Issuer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** The lab's own pages: choose a demo user, and what there is to look at. */
final class LoginPages {
    private static final String COOKIE = "labkeeper";
    private static final int LARGEST_FORM = 1024;

    private final Issuer issuer;

    LoginPages(Issuer issuer) {
        this.issuer = issuer;
    }

    void addTo(Router router) {
        router.get("/").handler(context -> page(context, "Labkeeper lab", links()));
        router.get("/login").handler(context -> page(context, "Log in as", choice()));
        router.post("/login")
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_FORM))
                .handler(this::logIn);
        router.post("/logout").handler(this::logOut);
    }

    private void logIn(RoutingContext context) {
        if (isForeign(context.request())) {
            Problem.FOREIGN_ORIGIN.answer(context.request());
            return;
        }
        String name = context.request().getFormAttribute("user");
        DemoUser.named(name == null ? "" : name)
                .ifPresentOrElse(
                        user -> cookie(context, issuer.token(user), Issuer.LIFETIME.toSeconds(), "/"),
                        () -> context.response()
                                .setStatusCode(303)
                                .putHeader("Location", "/login")
                                .end());
    }

    private void logOut(RoutingContext context) {
        if (isForeign(context.request())) {
            Problem.FOREIGN_ORIGIN.answer(context.request());
            return;
        }
        cookie(context, "", 0, "/login");
    }

    private static void cookie(RoutingContext context, String value, long seconds, String goTo) {
        context.response()
                .addCookie(Cookie.cookie(COOKIE, value)
                        .setPath("/")
                        .setMaxAge(seconds)
                        .setHttpOnly(true)
                        .setSameSite(CookieSameSite.STRICT))
                .putHeader("Cache-Control", "no-store")
                .putHeader("Location", goTo)
                .setStatusCode(303)
                .end();
    }

    /** A browser tells where a form came from; another site must not log anybody in or out. */
    private static boolean isForeign(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null && !origin.equals(request.scheme() + "://" + request.getHeader("Host"));
    }

    private static String choice() {
        StringBuilder forms = new StringBuilder();
        for (DemoUser user : DemoUser.ALL) {
            forms.append("""
                    <form method="post" action="/login"><button name="user" value="%1$s">%1$s</button> %2$s</form>
                    """.formatted(user.name(), user.about()));
        }
        return forms.toString();
    }

    private static String links() {
        return """
                <p><a href="/login">Log in</a> as a demo user, then look at</p>
                <ul>
                <li><a href="/api/me">/api/me</a>: who you are</li>
                <li><a href="/api/vms">/api/vms</a>: your VMs</li>
                <li><a href="/api/sync/health">/api/sync/health</a>: is everything read</li>
                </ul>
                <form method="post" action="/logout"><button>Log out</button></form>
                """;
    }

    private static void page(RoutingContext context, String title, String body) {
        context.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end("""
                        <!doctype html>
                        <html lang="en"><head><meta charset="utf-8"><title>%1$s</title></head>
                        <body><h1>%1$s</h1>
                        %2$s</body></html>
                        """.formatted(title, body));
    }
}
