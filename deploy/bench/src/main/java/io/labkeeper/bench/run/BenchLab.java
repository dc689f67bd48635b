package io.labkeeper.bench.run;

import io.labkeeper.e2e.Json;
import io.labkeeper.e2e.ProveException;
import io.labkeeper.e2e.api.Answer;
import io.labkeeper.e2e.api.Api;
import io.labkeeper.e2e.api.Http;
import io.labkeeper.e2e.lab.Lab;
import io.labkeeper.e2e.lab.LabCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A fresh lab of a benchmark's own, with what a process beside it needs in order to join. Stopped by {@link #close}, and at Ctrl-C. */
public final class BenchLab implements AutoCloseable {
    private static final Pattern JDBC =
            Pattern.compile("jdbc:(postgresql://[^?]+)\\?user=(?<user>[^&]+)&password=(?<password>.+)");

    private final Lab lab;
    private final Path dir;
    private final Thread atExit;

    /**
     * @param dir of all benchmarks
     * @param name of this one
     * @param options of {@code up}
     */
    public BenchLab(Path dir, String name, String... options) {
        this.dir = dir.toAbsolutePath().resolve(name);
        this.lab = new Lab(LabCommand.ofScript(), this.dir.resolve("lab"));
        this.atExit = new Thread(lab::downNow, "stop-lab");
        lab.wipe();
        Runtime.getRuntime().addShutdownHook(atExit);
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--port", Integer.toString(Lab.freePort())));
        lab.up(all);
    }

    public Lab lab() {
        return lab;
    }

    /** Where this benchmark may leave files. */
    public Path dir() {
        return dir;
    }

    /** Postgres as a user who may do everything. */
    public String jdbcUrl() {
        return lab.state().part("postgres").facts().path("jdbc_url").asText();
    }

    public Api api(PackagedService service, String user) {
        return new Api("a replica", service.url(), lab.token(user));
    }

    /** Gives a user so many VMs, and no others: through the API, as an administrator would. */
    public void give(String user, List<String> vms) {
        Answer answer = Http.send(
                "POST",
                URI.create(lab.state().gateway() + "/api/assignments/import"),
                Map.of("Authorization", "Bearer " + lab.token("admin")),
                Json.write(Map.of(user, vms)));
        if (answer.status() != 200) {
            throw new ProveException("the assignments were answered with " + answer.status() + ": " + answer.body());
        }
    }

    /** The identity provider, for whoever checks tokens. */
    public Map<String, String> issuer() {
        try {
            String url = Json.parse(Files.readString(lab.dir().resolve("state.json")))
                    .path("issuer")
                    .asText();
            return Map.of("OIDC_ISSUER", url, "LABKEEPER_LOG_JSON", "false");
        } catch (IOException e) {
            throw new ProveException("cannot read the lab's state", e);
        }
    }

    /** A replica of inventory-service beside the lab's own, on the same stores. */
    public Map<String, String> replica(String instance) {
        Map<String, String> environment = withoutRedis(instance);
        environment.keySet().removeIf(name -> name.contains("REDIS"));
        environment.put("REDIS_URL", lab.state().part("redis").url());
        return environment;
    }

    /** The same on Postgres alone. */
    public Map<String, String> withoutRedis(String instance) {
        Matcher database = JDBC.matcher(jdbcUrl());
        if (!database.matches()) {
            throw new ProveException("not understood: the address of Postgres in the lab's state");
        }
        Map<String, String> environment = new TreeMap<>(issuer());
        environment.put("LABKEEPER_INSTANCE", instance);
        environment.put("POSTGRES_URL", database.group(1));
        environment.put("POSTGRES_USER", database.group("user"));
        environment.put("POSTGRES_PASSWORD", database.group("password"));
        environment.put("LABKEEPER_REDIS_ENABLED", "false");
        environment.put("QUARKUS_REDIS_ACTIVE", "false");
        environment.put("QUARKUS_REDIS_BUS_ACTIVE", "false");
        return environment;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        lab.down();
    }
}
