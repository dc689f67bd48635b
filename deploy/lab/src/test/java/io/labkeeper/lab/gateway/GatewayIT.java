package io.labkeeper.lab.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.labkeeper.embedded.Ports;
import io.labkeeper.lab.issuer.Issuer;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayIT {
    private static final Duration HEAD_LIMIT = Duration.ofMillis(1500);

    @TempDir
    static Path dir;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port = Ports.free();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    @Test
    void paths_lead_to_their_services_with_query_and_body_intact() throws Exception {
        start(List.of(echo("inventory")), List.of(echo("action")));

        assertThat(get("/api/vms?search=a%20b").body()).isEqualTo("inventory GET /api/vms?search=a%20b ");
        assertThat(post("/api/vm/100/start?cluster=lab-a", "{\"x\": 1}").body())
                .isEqualTo("action POST /api/vm/100/start?cluster=lab-a {\"x\": 1}");
    }

    @Test
    void replicas_take_turns() throws Exception {
        start(List.of(echo("one"), echo("two")), List.of());

        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(get("/api/me").body().substring(0, 3));
        }

        assertThat(answers).containsExactly("one", "two", "one", "two");
    }

    @Test
    void a_replica_that_is_gone_costs_nobody_an_error_not_even_a_post() throws Exception {
        start(List.of(), List.of(Ports.free(), echo("alive")));

        for (int i = 0; i < 6; i++) {
            assertThat(post("/api/actions", "body").body()).isEqualTo("alive POST /api/actions body");
        }
    }

    @Test
    void a_read_goes_to_another_replica_if_one_breaks_or_keeps_silent() throws Exception {
        int breaking = serve(request -> request.connection().close());
        int silent = serve(request -> asked.incrementAndGet());
        start(List.of(breaking, silent, echo("alive")), List.of());

        assertThat(get("/api/vms").body()).startsWith("alive");
        assertThat(get("/api/vms").body()).startsWith("alive");
    }

    @Test
    void a_write_that_may_have_been_done_is_not_sent_twice() throws Exception {
        int breaking = serve(request -> {
            asked.incrementAndGet();
            request.body().onComplete(body -> request.connection().close());
        });
        start(List.of(), List.of(breaking, breaking));

        HttpResponse<String> answer = post("/api/actions", "body");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(asked).hasValue(1);
        assertThat(new JsonObject(answer.body()).getBoolean("ok")).isFalse();
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void a_write_that_gets_no_answer_in_time_is_a_time_out() throws Exception {
        start(List.of(), List.of(serve(request -> asked.incrementAndGet())));

        assertThat(post("/api/actions", "body").statusCode()).isEqualTo(504);
    }

    @Test
    void without_a_replica_it_is_503_with_retry_after() throws Exception {
        start(List.of(Ports.free()), List.of());

        HttpResponse<String> dead = get("/api/vms");

        assertThat(dead.statusCode()).isEqualTo(503);
        assertThat(dead.headers().firstValue("Retry-After")).isPresent();
        assertThat(get("/api/actions").statusCode()).isEqualTo(503);
        assertThat(get("/api/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void a_stream_passes_as_it_comes() throws Exception {
        CountDownLatch firstEventSeen = new CountDownLatch(1);
        int events = serve(request -> {
            request.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
            request.response().write("event: snapshot\n\n");
            vertx.executeBlocking(() -> firstEventSeen.await(5, TimeUnit.SECONDS))
                    .onSuccess(seen -> request.response().end("event: change " + seen + "\n\n"));
        });
        start(List.of(events), List.of());

        HttpResponse<InputStream> stream =
                http.send(request("/api/vms/events").build(), HttpResponse.BodyHandlers.ofInputStream());
        byte[] first = stream.body().readNBytes("event: snapshot\n\n".length());
        firstEventSeen.countDown();
        String rest = new String(stream.body().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(new String(first, StandardCharsets.UTF_8)).isEqualTo("event: snapshot\n\n");
        assertThat(rest).isEqualTo("event: change true\n\n");
        assertThat(stream.headers().firstValue("Content-Type")).contains("text/event-stream");
    }

    @Test
    void a_stream_ends_at_the_service_when_the_client_leaves() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        int events = serve(request -> {
            request.response().closeHandler(gone -> left.countDown());
            request.response().setChunked(true).write("event: snapshot\n\n");
        });
        start(List.of(events), List.of());

        HttpResponse<InputStream> stream =
                http.send(request("/api/vms/events").build(), HttpResponse.BodyHandlers.ofInputStream());
        stream.body().close();

        assertThat(left.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_answer_that_breaks_off_never_looks_complete() throws Exception {
        int breaking = serve(request -> {
            request.response().setChunked(true).write("{\"vms\": [");
            vertx.setTimer(50, t -> request.connection().close());
        });
        start(List.of(breaking), List.of());

        assertThatThrownBy(() -> get("/api/vms")).isInstanceOf(IOException.class);
    }

    @Test
    void the_service_learns_who_asked_and_what_the_client_claims_is_not_believed() throws Exception {
        int headers = serve(request -> request.response()
                .end(request.getHeader("X-Forwarded-For") + " " + request.getHeader("X-Forwarded-Proto") + " "
                        + request.getHeader("X-Forwarded-Host") + " " + request.getHeader("Host")));
        start(List.of(headers), List.of());

        HttpRequest request =
                request("/api/me").header("X-Forwarded-For", "6.6.6.6").build();
        String seen = http.send(request, HttpResponse.BodyHandlers.ofString()).body();

        assertThat(seen).isEqualTo("127.0.0.1 http 127.0.0.1:" + port + " 127.0.0.1:" + port);
    }

    @Test
    void logging_in_sets_a_cookie_that_scripts_and_other_sites_do_not_get() throws Exception {
        start(List.of(), List.of());

        HttpResponse<String> answer = post("/login", "user=alice", "application/x-www-form-urlencoded", null);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/");
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                .matches("labkeeper=ey[^;]+; .*")
                .contains("HTTPOnly")
                .contains("SameSite=Strict")
                .contains("Max-Age=3600");
    }

    @Test
    void logging_in_leads_back_to_where_somebody_came_from() throws Exception {
        start(List.of(), List.of());

        HttpResponse<String> answer = post(
                "/login?rd=%2Fmachines%2Flab-a%2F100%3Fa%3Db", "user=alice", "application/x-www-form-urlencoded", null);

        assertThat(answer.headers().firstValue("Location")).contains("/machines/lab-a/100?a=b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.example", "https://evil.example", "/%5Cevil.example", "/a%5Cb", "/%0D%0AX:y", "evil", ""
            })
    void logging_in_leads_to_no_other_place(String wanted) throws Exception {
        start(List.of(), List.of());

        HttpResponse<String> answer =
                post("/login?rd=" + wanted, "user=alice", "application/x-www-form-urlencoded", null);

        assertThat(answer.headers().firstValue("Location")).contains("/");
    }

    @Test
    void the_page_for_browsers_comes_from_inventory_service() throws Exception {
        int inventory = serve(request -> request.response().end("page of " + request.path()));
        start(List.of(inventory), List.of());

        assertThat(get("/").body()).isEqualTo("page of /");
        assertThat(get("/machines/lab-a/100").body()).isEqualTo("page of /machines/lab-a/100");
    }

    @Test
    void another_site_can_log_nobody_in() throws Exception {
        start(List.of(), List.of());

        HttpResponse<String> answer =
                post("/login", "user=alice", "application/x-www-form-urlencoded", "https://evil.example");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void an_unknown_user_gets_no_cookie() throws Exception {
        start(List.of(), List.of());

        HttpResponse<String> answer = post("/login", "user=mallory", "application/x-www-form-urlencoded", null);

        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer.headers().firstValue("Location")).contains("/login");
    }

    @Test
    void who_is_not_ready_is_asked_last() throws Exception {
        AtomicInteger health = new AtomicInteger(503);
        int leaving = echo("leaving");
        int staying = echo("staying");
        int management =
                serve(request -> request.response().setStatusCode(health.get()).end());
        Gateway gateway = start(List.of(leaving, staying), List.of());
        gateway.watch(vertx, Map.of(leaving, management));

        waitFor(() -> get("/api/vms").body().startsWith("staying")
                && get("/api/vms").body().startsWith("staying"));
        health.set(200);
        waitFor(() -> get("/api/vms").body().startsWith("leaving"));
    }

    /** Whatever it asks for comes about by itself. */
    private static void waitFor(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
    }

    private Gateway start(List<Integer> inventory, List<Integer> action) throws Exception {
        Issuer issuer = new Issuer(dir.resolve("key"), "http://127.0.0.1:1", Clock.systemUTC());
        Gateway gateway = new Gateway(
                vertx, Map.of(RouteTable.INVENTORY, inventory, RouteTable.ACTION, action), issuer, HEAD_LIMIT);
        await(gateway.listen(vertx, port));
        return gateway;
    }

    private int echo(String name) throws Exception {
        return serve(request -> request.body().onSuccess(body -> request.response()
                .end(name + " " + request.method() + " " + request.uri() + " " + body)));
    }

    private int serve(Handler<HttpServerRequest> handler) throws Exception {
        HttpServer server =
                await(vertx.createHttpServer().requestHandler(handler).listen(Ports.free(), "127.0.0.1"));
        return server.actualPort();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return post(path, body, "application/json", null);
    }

    private HttpResponse<String> post(String path, String body, String type, String origin) throws Exception {
        HttpRequest.Builder request =
                request(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body));
        if (origin != null) {
            request.header("Origin", origin);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
