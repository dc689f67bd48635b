package io.labkeeper.lab.support;

import io.labkeeper.lab.LabError;
import io.labkeeper.lab.gateway.Gateway;
import io.labkeeper.lab.issuer.Issuer;
import io.labkeeper.lab.issuer.IssuerControl;
import io.labkeeper.lab.proxies.StoreProxies;
import io.labkeeper.lab.state.LabDir;
import io.labkeeper.lab.state.PrivateFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process beside the services: gateway, issuer, simulated clusters and store proxies on one Vert.x. */
public final class Support {
    /** A little more than the longest that a service itself takes before it answers (5 s for a live read). */
    private static final Duration HEAD_LIMIT = Duration.ofSeconds(8);

    private static final long START_SECONDS = 20;

    private final LabDir dir;
    private final SupportConfig config;
    private final Vertx vertx = Vertx.vertx();

    public Support(LabDir dir) {
        this.dir = dir;
        this.config = SupportConfig.parse(PrivateFiles.read(dir.supportFile()));
    }

    /** Starts everything, tells so, and returns; the process goes on. */
    public void start() {
        Issuer issuer = new Issuer(Path.of(config.signingKey()), config.issuerUrl(), Clock.systemUTC());
        IssuerControl control = new IssuerControl(vertx, issuer, config.issuerPort());
        listen("issuer", config.issuerPort(), control.listen(config.issuerControlPort()));
        Gateway gateway = new Gateway(vertx, config.replicas(), issuer, HEAD_LIMIT);
        listen("gateway", config.gatewayPort(), gateway.listen(vertx, config.gatewayPort()));
        gateway.watch(vertx, config.managementPorts());
        startProxies();
        List<SupportReady.Cluster> clusters =
                config.clusters().stream().map(this::simulate).toList();
        new SupportReady(ProcessHandle.current().pid(), clusters).write(readyFile(dir));
        System.out.println("ready");
    }

    /** Where {@link SupportReady} is to be found. */
    public static Path readyFile(LabDir dir) {
        return dir.root().resolve("support-ready.json");
    }

    private void startProxies() {
        if (config.proxies().isEmpty()) {
            return;
        }
        try {
            StoreProxies proxies = new StoreProxies(config.proxies());
            listen("proxy control", config.proxyControlPort(), proxies.listen(vertx, config.proxyControlPort()));
        } catch (IOException e) {
            throw LabError.failed("cannot start the store proxies: " + e.getMessage(), e);
        }
    }

    private SupportReady.Cluster simulate(SupportConfig.Simulated cluster) {
        return SimulatedCluster.start(cluster, vertx);
    }

    private static void listen(String name, int port, Future<?> server) {
        try {
            server.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
            System.out.println(name + " listens on port " + port);
        } catch (ExecutionException | TimeoutException e) {
            throw LabError.failed("the " + name + " cannot listen on port " + port + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw LabError.failed("interrupted", e);
        }
    }
}
