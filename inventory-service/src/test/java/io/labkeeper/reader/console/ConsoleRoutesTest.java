package io.labkeeper.reader.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files as they come out of its jar. */
class ConsoleRoutesTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static HttpServer server;

    @BeforeAll
    static void serve() throws Exception {
        Router router = Router.router(VERTX);
        new ConsoleRoutes(config(true)).register(router);
        server = VERTX.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/machines/lab-a/100", "/classes", "/schedules", "/clusters", "/cache", "/audit"})
    void thePageIsAtTheRootAndAtThePathsOfItsViews(String path) throws Exception {
        HttpResponse<String> page = get(path);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("<lk-app>")
                .contains("content=\"/login\"", "content=\"/oauth2/sign_out\"")
                .doesNotContain("{{");
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void thePolicyNamesTheOneInlineScriptAndNothingElseIsInline() throws Exception {
        HttpResponse<String> page = get("/");

        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        Matcher inline = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page.body());
        assertThat(inline.find()).isTrue();
        assertThat(policy)
                .startsWith("default-src 'none'; script-src 'self' "
                        + Digest.source(inline.group(1).getBytes(StandardCharsets.UTF_8)) + ";")
                .contains("connect-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .doesNotContain("<style")
                .doesNotContain(" style=")
                .doesNotContain(" onclick=");
        assertThat(page.body().split("<script", -1)).hasSize(3);
    }

    @Test
    void everythingThatThePageNamesIsThereToBeKeptForEver() throws Exception {
        String page = get("/").body();

        Matcher named = Pattern.compile("\"(/assets/[^\"]+[^/])\"").matcher(page);
        int files = 0;
        while (named.find()) {
            HttpResponse<String> file = get(named.group(1));
            assertThat(file.statusCode()).as(named.group(1)).isEqualTo(200);
            assertThat(file.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
            files++;
        }
        assertThat(files).isGreaterThan(8);
    }

    @Test
    void aFileOfAnotherBuildIsOursButNotKept() throws Exception {
        HttpResponse<String> file = get("/assets/0123456789abcdef/app.js");

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
        assertThat(file.headers().firstValue("Cache-Control")).contains("no-cache");
    }

    @Test
    void whatABrowserHasIsNotSentAgain() throws Exception {
        String tag = get("/").headers().firstValue("ETag").orElseThrow();

        assertThat(tag).startsWith("W/\"");
        for (String known : List.of(tag, tag.substring("W/".length()), "*")) {
            HttpResponse<String> again = send(request("/").header("If-None-Match", "\"other\", " + known));
            assertThat(again.statusCode()).as(known).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
    }

    @Test
    void filesAreCompressedForThoseWhoTakeThat() throws Exception {
        HttpResponse<byte[]> file = packed(HttpClient.Version.HTTP_1_1);

        assertThat(file.headers().firstValue("Content-Encoding")).contains("gzip");
        byte[] text = new GZIPInputStream(new ByteArrayInputStream(file.body())).readAllBytes();
        assertThat(new String(text, StandardCharsets.UTF_8))
                .isEqualTo(get("/assets/x/texts/en.js").body());
    }

    @Test
    void inHttp2CompressingIsTheServers() throws Exception {
        HttpResponse<byte[]> file = packed(HttpClient.Version.HTTP_2);

        assertThat(file.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(file.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(new String(file.body(), StandardCharsets.UTF_8))
                .isEqualTo(get("/assets/x/texts/en.js").body());
    }

    private HttpResponse<byte[]> packed(HttpClient.Version version) throws Exception {
        return HTTP.send(
                request("/assets/x/texts/en.js")
                        .version(version)
                        .header("Accept-Encoding", "br, gzip")
                        .build(),
                BodyHandlers.ofByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets/x/none.js", "/assets/x/index.html", "/assets/x/..%2f..%2fapplication.properties"})
    void whatIsNoFileOfTheConsoleIsNotFound(String path) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/vms", "/machinesx", "/q/health", "/index.html"})
    void theConsoleTakesNobodyElsesPaths(String path) throws Exception {
        assertThat(get(path).body()).doesNotContain("lk-app");
    }

    @Test
    void switchedOffItTakesNoPathAtAll() {
        Router router = Router.router(VERTX);

        new ConsoleRoutes(config(false)).register(router);

        assertThat(router.getRoutes()).isEmpty();
    }

    private static ConsoleConfig config(boolean enabled) {
        return new SmallRyeConfigBuilder()
                .withMapping(ConsoleConfig.class)
                .withDefaultValue("labkeeper.console.enabled", String.valueOf(enabled))
                .withDefaultValue("labkeeper.console.login", "/login")
                .build()
                .getConfigMapping(ConsoleConfig.class);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
