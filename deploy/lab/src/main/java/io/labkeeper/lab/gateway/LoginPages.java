package io.labkeeper.lab.gateway;

import io.labkeeper.lab.issuer.DemoUser;
import io.labkeeper.lab.issuer.Issuer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** The lab's own page: choose a demo user. It stands for what an edge with a real identity provider does. */
final class LoginPages {
    private static final String COOKIE = "labkeeper";
    private static final int LARGEST_FORM = 1024;

    /** Of our own origin: a second slash or a backslash would make a host of what follows. */
    private static final Pattern OWN_PATH = Pattern.compile("/([^/\\\\\\p{Cntrl}][^\\\\\\p{Cntrl}]*)?");

    private static final byte[] STYLE = """
            :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
            body { max-width: 36rem; margin: 12vh auto 2rem; padding: 0 1.25rem; }
            h1 { font-size: 1.375rem; font-weight: 600; }
            ul { list-style: none; padding: 0; }
            li { display: flex; gap: 1rem; align-items: center; padding: .375rem 0; }
            form { flex: none; }
            button { font: inherit; min-width: 7rem; padding: .375rem .75rem; border: 1px solid #8888; border-radius: .5rem; }
            """.getBytes(StandardCharsets.UTF_8);
    private static final String STYLE_DIGEST = digest(STYLE);

    private final Issuer issuer;

    LoginPages(Issuer issuer) {
        this.issuer = issuer;
    }

    void addTo(Router router) {
        router.get("/login").handler(context -> page(context, "Log in as", choice(backTo(context))));
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
                        user -> cookie(context, issuer.token(user), Issuer.LIFETIME.toSeconds(), backTo(context)),
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

    /** Where somebody came from and shall be led back to: a path of our own, or nobody could be sure what it leads to. */
    private static String backTo(RoutingContext context) {
        List<String> given = context.queryParam("rd");
        return given.isEmpty() || !OWN_PATH.matcher(given.get(0)).matches() ? "/" : given.get(0);
    }

    private static String choice(String backTo) {
        StringBuilder forms = new StringBuilder();
        String query = backTo.equals("/") ? "" : "?rd=" + URLEncoder.encode(backTo, StandardCharsets.UTF_8);
        for (DemoUser user : DemoUser.ALL) {
            forms.append("""
                    <li><form method="post" action="/login%3$s"><button name="user" value="%1$s">%1$s</button></form>
                    <span>%2$s</span></li>
                    """.formatted(user.name(), user.about(), query));
        }
        return "<p>These are the lab's demo users. Elsewhere your identity provider asks who you are.</p><ul>" + forms
                + "</ul>";
    }

    private static void page(RoutingContext context, String title, String body) {
        context.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'sha256-" + STYLE_DIGEST
                                + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end("""
                        <!doctype html>
                        <html lang="en"><head><meta charset="utf-8"><title>%1$s</title>
                        <meta name="viewport" content="width=device-width, initial-scale=1"><style>%3$s</style></head>
                        <body><main><h1>%1$s</h1>
                        %2$s</main></body></html>
                        """.formatted(title, body, new String(STYLE, StandardCharsets.UTF_8)));
    }

    private static String digest(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
