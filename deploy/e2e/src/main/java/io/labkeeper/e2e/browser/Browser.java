package io.labkeeper.e2e.browser;

import com.fasterxml.jackson.databind.JsonNode;
import io.labkeeper.e2e.Eventually;
import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real browser without a window, driven through its own debugging protocol (Chrome DevTools Protocol over a WebSocket). What happens in
 * a page happens as for a user: cookies, origins, {@code EventSource}.
 */
public final class Browser implements AutoCloseable {
    private static final List<String> PROGRAMS = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();

    private Browser(Process process, Path profile, URI page) {
        this.process = process;
        this.profile = profile;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .connectTimeout(LIMIT)
                .buildAsync(page, new Answers())
                .join();
    }

    /** @return empty if there is no browser here */
    public static Optional<Browser> start() {
        return program().map(Browser::start);
    }

    private static Optional<String> program() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> PROGRAMS.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private static Browser start(String program) {
        try {
            Path profile = Files.createTempDirectory("browser");
            // Nobody's data is in it, and as root it has no sandbox.
            Process process = new ProcessBuilder(
                            program,
                            "--headless=new",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-dev-shm-usage",
                            "--no-first-run",
                            "--remote-debugging-port=0",
                            "--user-data-dir=" + profile,
                            "about:blank")
                    .redirectErrorStream(true)
                    .redirectOutput(profile.resolve("output.log").toFile())
                    .start();
            try {
                return new Browser(process, profile, page(profile));
            } catch (RuntimeException e) {
                end(process, profile);
                throw e;
            }
        } catch (IOException e) {
            throw new ProveException("cannot start " + program, e);
        }
    }

    /** Where its only page listens: the browser notes its port in its profile. */
    private static URI page(Path profile) {
        Path noted = profile.resolve("DevToolsActivePort");
        String port = Eventually.get("the browser's port", LIMIT, () -> firstLine(noted));
        return Eventually.get("the browser's page", LIMIT, () -> {
            JsonNode targets = Http.send("GET", URI.create("http://127.0.0.1:" + port + "/json/list"), Map.of(), null)
                    .json();
            for (JsonNode target : targets) {
                if (target.path("type").asText().equals("page")) {
                    return Optional.of(
                            URI.create(target.path("webSocketDebuggerUrl").asText()));
                }
            }
            return Optional.empty();
        });
    }

    private static Optional<String> firstLine(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).stream().findFirst() : Optional.empty();
        } catch (IOException e) {
            throw new ProveException("cannot read " + file, e);
        }
    }

    /** Goes to a page and waits until it is there. */
    public void open(String url) {
        call("Page.navigate", Map.of("url", url));
        await(url + " loaded", "document.readyState === 'complete' && location.href === '" + url + "'", LIMIT);
    }

    /**
     * Waits until an expression in the page is true; between two pages there is none.
     *
     * @return how long it took
     */
    public Duration await(String what, String condition, Duration limit) {
        return Eventually.happens(what, limit, () -> {
            try {
                return evaluate(condition).asBoolean();
            } catch (ProveException notYet) {
                return false;
            }
        });
    }

    /**
     * The value of an expression in the page.
     *
     * @throws ProveException if it throws
     */
    public JsonNode evaluate(String script) {
        JsonNode answer = call("Runtime.evaluate", Map.of("expression", script, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new ProveException("in the page: " + answer.path("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    private JsonNode call(String method, Map<String, Object> parameters) {
        int id = last.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        socket.sendText(Json.write(Map.of("id", id, "method", method, "params", parameters)), true)
                .join();
        try {
            return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new ProveException("the browser does not answer " + method, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProveException("interrupted", e);
        }
    }

    /** Answers come in pieces, and events between them. */
    private final class Answers implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean isLast) {
            text.append(piece);
            if (isLast) {
                JsonNode message = Json.parse(text.toString());
                text.setLength(0);
                CompletableFuture<JsonNode> waiting =
                        asked.remove(message.path("id").asInt());
                if (waiting != null && message.has("error")) {
                    waiting.completeExceptionally(new ProveException("the browser refuses: " + message.path("error")));
                } else if (waiting != null) {
                    waiting.complete(message.path("result"));
                }
            }
            from.request(1);
            return null;
        }
    }

    @Override
    public void close() {
        socket.abort();
        end(process, profile);
    }

    private static void end(Process process, Path profile) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        Eventually.happens("the browser ended", LIMIT, () -> children.stream().noneMatch(ProcessHandle::isAlive));
        delete(profile);
    }

    /** What is left of it does no harm: it lies where the system keeps what is thrown away. */
    private static void delete(Path profile) {
        try (Stream<Path> files = Files.walk(profile)) {
            List<Path> deepestFirst = new ArrayList<>(files.toList());
            deepestFirst.sort(Comparator.reverseOrder());
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("not deleted: " + profile + " (" + e.getMessage() + ")");
        }
    }
}
