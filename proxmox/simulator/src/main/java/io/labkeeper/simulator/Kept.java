package io.labkeeper.simulator;

import io.labkeeper.simulator.tls.Certificate;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What stays the same from one start to the next: certificate, ports, and when the cluster was first started, if a folder is given to
 * keep them in. Without the last one, each start would make other guests under the same numbers, by their birth marks.
 */
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

    Instant founded() {
        String known = ports.getString("founded");
        return known == null ? Instant.now(options.clock()) : Instant.parse(known);
    }

    void remember(int api, int control, Instant founded) throws IOException {
        Optional<Path> file = portsFile(options);
        if (file.isPresent()) {
            Files.writeString(
                    file.get(),
                    new JsonObject()
                            .put("api", api)
                            .put("control", control)
                            .put("founded", founded.toString())
                            .encode());
        }
    }
}
