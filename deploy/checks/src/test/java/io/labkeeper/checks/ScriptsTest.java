package io.labkeeper.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell scripts of images and stores do what they say. */
class ScriptsTest {
    private record Result(int code, String output) {}

    @TempDir
    Path dir;

    @Test
    void healthy_is_who_answers_200_and_nobody_else() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/up", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/down", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        String port = Integer.toString(server.getAddress().getPort());
        try {
            assertThat(run(Map.of(), "deploy/docker/healthy", port, "/up").code())
                    .isZero();
            assertThat(run(Map.of(), "deploy/docker/healthy", port, "/down").code())
                    .isNotZero();
        } finally {
            server.stop(0);
        }
        assertThat(run(Map.of(), "deploy/docker/healthy", port, "/up").code()).isNotZero();
    }

    @Test
    void who_accepts_and_keeps_silent_is_not_healthy_for_ever() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run(Map.of(), "deploy/docker/healthy", Integer.toString(silent.getLocalPort()), "/up")
                            .code())
                    .isNotZero();
        }
    }

    @Test
    void passwords_are_made_once_and_each_service_gets_its_own() throws Exception {
        Map<String, String> env = Map.of(
                "SECRETS", dir.resolve("secrets").toString(),
                "OWNED", dir.resolve("owned").toString(),
                "USERS", Checkout.HOME.resolve("deploy/stores/users.acl").toString());

        assertThat(run(env, "deploy/docker/make-secrets")).isEqualTo(new Result(0, ""));
        Map<String, String> first = contents();
        assertThat(run(env, "deploy/docker/make-secrets")).isEqualTo(new Result(0, ""));

        assertThat(contents()).isEqualTo(first);
        assertThat(first.keySet())
                .contains(
                        "postgres/superuser",
                        "worker/POSTGRES_PASSWORD",
                        "worker/POSTGRES_OWNER_PASSWORD",
                        "worker/REDIS_URL",
                        "action/POSTGRES_PASSWORD",
                        "action/REDIS_URL",
                        "inventory/POSTGRES_PASSWORD",
                        "inventory/REDIS_URL",
                        "redis/users.acl")
                .doesNotContain("inventory/POSTGRES_OWNER_PASSWORD", "action/POSTGRES_OWNER_PASSWORD");
        String password = first.get("inventory/REDIS_URL").replaceAll("redis://inventory:(.*)@redis:6379\\n", "$1");
        assertThat(password).hasSize(48);
        assertThat(first.get("redis/users.acl"))
                .startsWith("user default off\n")
                .contains("user inventory reset on #" + sha256(password) + " ")
                .doesNotContain("${", password);
    }

    @Test
    void a_password_that_could_end_its_quotes_is_refused_before_anybody_is_asked() throws Exception {
        for (String role : List.of("owner", "worker", "action", "reader")) {
            Files.writeString(dir.resolve(role), role.equals("action") ? "it's\n" : "fine\n");
        }
        // Stands in for psql, which may not be installed here: answers the first question, and would write down what it
        // is told.
        Path psql = dir.resolve("bin/psql");
        Files.createDirectories(psql.getParent());
        Files.writeString(
                psql, "#!/bin/sh\ncase \"$*\" in *--command*) ;; *) cat >>\"" + dir.resolve("told") + "\" ;; esac\n");
        assertThat(psql.toFile().setExecutable(true)).isTrue();

        Result result = run(
                Map.of("SECRETS", dir.toString(), "PATH", psql.getParent() + ":" + System.getenv("PATH")),
                "deploy/stores/prepare");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.output()).contains("'action'").doesNotContain("it's");
        assertThat(dir.resolve("told")).doesNotExist();
    }

    private Map<String, String> contents() {
        Map<String, String> contents = new TreeMap<>();
        Path secrets = dir.resolve("secrets");
        for (Path file : Checkout.files(secrets)) {
            try {
                contents.put(secrets.relativize(file).toString(), Files.readString(file));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return contents;
    }

    private Result run(Map<String, String> env, String script, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>();
        command.add(Checkout.HOME.resolve(script).toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(dir, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(env);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(output);
        Files.delete(output);
        return new Result(process.exitValue(), text);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
