package io.labkeeper.simulator;

import io.labkeeper.simulator.tls.Certificate;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** What stays the same from one start to the next: certificate and ports, if a folder is given to keep them in. */
final class Kept {

    private final SimulatorOptions options;
    private final JsonObject ports;

    private Kept(SimulatorOptions options, JsonObject ports) {
        this.options = options;
        this.ports = ports;
    }

    static Kept of(SimulatorOptions options) throws IOException {
        Optional<Path> file = portsFile(options);
        boolean known = file.isPresent() && Files.exists(file.get());
        return new Kept(options, known ? new JsonObject(Files.readString(file.get())) : new JsonObject());
    }

    private static Optional<Path> portsFile(SimulatorOptions options) {
        return options.keepIn().map(folder -> folder.resolve(options.clusterId() + "-ports.json"));
    }

    Certificate certificate() throws IOException {
        Instant now = Instant.now(options.clock());
        if (options.keepIn().isEmpty()) {
            return Certificate.create(options.clusterId(), now);
        }
        return Certificate.keptIn(
                options.keepIn().get().resolve(options.clusterId() + ".p12"), options.clusterId(), now);
    }

    int apiPort() {
        return options.apiPort() != 0 ? options.apiPort() : ports.getInteger("api", 0);
    }

    int controlPort() {
        return options.controlPort() != 0 ? options.controlPort() : ports.getInteger("control", 0);
    }

    void remember(int api, int control) throws IOException {
        Optional<Path> file = portsFile(options);
        if (file.isPresent()) {
            Files.writeString(
                    file.get(),
                    new JsonObject().put("api", api).put("control", control).encode());
        }
    }
}
