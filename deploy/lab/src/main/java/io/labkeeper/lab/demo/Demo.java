package io.labkeeper.lab.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.labkeeper.lab.LabError;
import io.labkeeper.lab.issuer.Issuer;
import io.labkeeper.lab.state.PrivateFiles;
import io.labkeeper.lab.support.SimulatedCluster;
import io.labkeeper.lab.support.SupportConfig;
import io.labkeeper.lab.support.SupportReady;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Simulated clusters and the demo issuer, for services that run in containers and know this one by its name. Writes for each service the
 * directory of clusters that it watches, each with its own token; the issuer listens last, so whoever answers there has written them.
 */
public final class Demo implements AutoCloseable {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String EVERYWHERE = "0.0.0.0";
    private static final long START_SECONDS = 20;

    private final DemoOptions options;
    private final Vertx vertx = Vertx.vertx();

    public Demo(DemoOptions options) {
        this.options = options;
    }

    /** Starts everything, tells so, and returns; the process goes on. */
    public void start() {
        for (int number = 0; number < options.clusters(); number++) {
            describe(number, simulate(number));
        }
        Path key = PrivateFiles.directory(options.folders().keepIn()).resolve("issuer.key");
        listen(new Issuer(key, options.issuerUrl(), Clock.systemUTC()));
        System.out.println("ready: " + options.clusters() + " clusters, issuer " + options.issuerUrl());
    }

    private SupportReady.Cluster simulate(int number) {
        String id = options.clusterId(number);
        String folder = options.folders().keepIn().resolve(id).toString();
        return SimulatedCluster.start(
                new SupportConfig.Simulated(
                        id, id, options.vms(), options.nodes(), number + 1L, options.proxmoxPort() + number, 0, folder),
                EVERYWHERE,
                vertx);
    }

    private void describe(int number, SupportReady.Cluster simulated) {
        write(options.folders().forWorker(), number, simulated.fingerprint(), simulated.reader());
        write(options.folders().forActions(), number, simulated.fingerprint(), simulated.actor());
    }

    private void write(Path folder, int number, String fingerprint, SupportReady.Token token) {
        String id = options.clusterId(number);
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("endpoints", List.of(options.proxmoxUrl(number)));
        cluster.put("token_id", token.id());
        cluster.put("token_secret_file", id + ".secret");
        cluster.put("fingerprints", List.of(fingerprint));
        PrivateFiles.write(folder.resolve(id + ".secret"), token.secret() + "\n");
        try {
            PrivateFiles.write(folder.resolve(id + ".yaml"), YAML.writeValueAsString(cluster));
        } catch (JsonProcessingException e) {
            throw LabError.failed("cannot describe the cluster " + id + ": " + e.getOriginalMessage(), e);
        }
    }

    private void listen(Issuer issuer) {
        try {
            issuer.listen(vertx, EVERYWHERE, options.issuerPort())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw LabError.failed(
                    "the issuer cannot listen on port " + options.issuerPort() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LabError.failed("interrupted", e);
        }
    }

    /** Ends everything; waits for it. */
    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(START_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
