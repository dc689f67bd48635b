package io.labkeeper.lab.launch;

import io.labkeeper.embedded.RedisConnection;
import io.labkeeper.lab.state.Part;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/** Asks a part whether it does its work: its process runs, and it answers. */
public final class Health {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final int REDIS_PORT = 6379;

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** What is wrong with it; empty if nothing is. */
    public Optional<String> problem(Part part) {
        if (part.isOurs() && part.running().isEmpty()) {
            return Optional.of("process " + part.pid() + " is gone");
        }
        return switch (part.kind()) {
            case Part.POSTGRES -> postgres(part.get("jdbc_url"));
            case Part.REDIS -> redis(URI.create(part.url()));
            case Part.GATEWAY -> http(part.url() + "/login");
            case Part.ISSUER -> http(part.url() + "/.well-known/openid-configuration");
            case Part.PROXMOX -> part.get("control_url") == null ? Optional.empty() : connect(URI.create(part.url()));
            case Part.PROXY -> connect(URI.create(part.url()));
            default -> http(part.get("management_url") + "/q/health");
        };
    }

    private Optional<String> http(String url) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == 200 ? Optional.empty() : Optional.of("answers " + status);
        } catch (IOException e) {
            return Optional.of("does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("not asked: interrupted");
        }
    }

    private static Optional<String> postgres(String jdbcUrl) {
        Properties limits = new Properties();
        limits.put("connectTimeout", Long.toString(LIMIT.toSeconds()));
        limits.put("loginTimeout", Long.toString(LIMIT.toSeconds()));
        limits.put("socketTimeout", Long.toString(LIMIT.toSeconds()));
        try (Connection connection = DriverManager.getConnection(jdbcUrl, limits)) {
            connection.createStatement().execute("SELECT 1");
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(
                    "does not answer: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    private static Optional<String> redis(URI url) {
        if ("rediss".equals(url.getScheme())) {
            return connect(url);
        }
        try (RedisConnection connection = new RedisConnection(url.getHost(), portOf(url), LIMIT)) {
            if (url.getUserInfo() != null) {
                String[] user = url.getUserInfo().split(":", 2);
                connection.command("AUTH", user[0].isEmpty() ? "default" : user[0], user[1]);
            }
            connection.command("PING");
            return Optional.empty();
        } catch (IOException | RedisConnection.RedisError e) {
            return Optional.of("does not answer: " + e.getMessage());
        }
    }

    private static Optional<String> connect(URI url) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), portOf(url)), (int) LIMIT.toMillis());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("cannot be reached");
        }
    }

    private static int portOf(URI url) {
        return url.getPort() < 0 ? REDIS_PORT : url.getPort();
    }
}
