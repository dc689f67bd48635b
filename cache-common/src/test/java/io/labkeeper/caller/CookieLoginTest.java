package io.labkeeper.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Behind an edge that turns browsers' cookies into tokens, by which every page of the same site could act in somebody's name. */
class CookieLoginTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HttpServer serve(boolean tokensFromEdge) throws Exception {
        CallerConfig config = new SmallRyeConfigBuilder()
                .withMapping(CallerConfig.class)
                .withDefaultValue("labkeeper.callers.tokens-from-edge", Boolean.toString(tokensFromEdge))
                .build()
                .getConfigMapping(CallerConfig.class);
        Router router = Router.router(vertx);
        router.route().handler(new CookieLogin(config)::accept);
        router.route().handler(context -> context.response().end("let in"));
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private static int ask(HttpServer server, String method, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + "/api/actions"))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer of-the-edge");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void a_page_of_a_sibling_host_cannot_change_anything_there() throws Exception {
        HttpServer server = serve(true);

        assertThat(ask(server, "POST", "Sec-Fetch-Site", "same-site")).isEqualTo(403);
        assertThat(ask(server, "DELETE", "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
        assertThat(ask(server, "POST", "Origin", "https://web1.school.example")).isEqualTo(403);
    }

    @Test
    void our_own_page_scripts_and_reads_are_let_in_there() throws Exception {
        HttpServer server = serve(true);

        assertThat(ask(server, "POST", "Sec-Fetch-Site", "same-origin")).isEqualTo(200);
        assertThat(ask(server, "POST", "Origin", "http://127.0.0.1:" + server.actualPort()))
                .isEqualTo(200);
        assertThat(ask(server, "POST")).isEqualTo(200);
        assertThat(ask(server, "GET", "Sec-Fetch-Site", "cross-site")).isEqualTo(200);
    }

    @Test
    void without_such_an_edge_a_token_is_proof_enough() throws Exception {
        assertThat(ask(serve(false), "POST", "Sec-Fetch-Site", "cross-site")).isEqualTo(200);
    }
}
