package io.labkeeper.simulator;

import io.labkeeper.simulator.auth.Token;
import io.labkeeper.simulator.control.Control;
import io.labkeeper.simulator.control.ControlServer;
import io.labkeeper.simulator.http.ApiServer;
import io.labkeeper.simulator.tls.Certificate;
import io.labkeeper.simulator.tls.ServedCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One simulated Proxmox VE cluster that listens: HTTPS for what plays Proxmox, plain HTTP for the control API.
 *
 * <p>Several may run in one JVM. Starting and closing block for a moment: not on an event loop.
 */
public final class Simulator implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final long START_SECONDS = 30;

    private final Wiring wiring;
    private final Vertx vertx;
    private final boolean ownVertx;
    private final ServedCertificate certificate;
    private final HttpServer api;
    private final HttpServer control;

    private Simulator(Wiring wiring, Vertx vertx, boolean ownVertx, ServedCertificate certificate, Servers servers) {
        this.wiring = wiring;
        this.vertx = vertx;
        this.ownVertx = ownVertx;
        this.certificate = certificate;
        this.api = servers.api();
        this.control = servers.control();
    }

    private record Servers(HttpServer api, HttpServer control) {}

    /**
     * Starts a cluster with a Vert.x of its own.
     *
     * @throws IllegalStateException if a port is taken or the kept files cannot be read
     */
    public static Simulator start(SimulatorOptions options) {
        return start(options, Vertx.vertx(), true);
    }

    /** Starts a cluster on a Vert.x that is shared with others and left open in the end. */
    public static Simulator start(SimulatorOptions options, Vertx vertx) {
        return start(options, vertx, false);
    }

    private static Simulator start(SimulatorOptions options, Vertx vertx, boolean ownVertx) {
        Wiring wiring = null;
        try {
            Kept kept = Kept.of(options);
            ServedCertificate certificate =
                    new ServedCertificate(options.clusterId(), options.clock(), kept.certificate());
            Instant founded = kept.founded();
            wiring = new Wiring(options, founded, vertx, certificate);
            Servers servers = listen(options, kept, wiring, vertx, certificate);
            kept.remember(servers.api().actualPort(), servers.control().actualPort(), founded);
            return new Simulator(wiring, vertx, ownVertx, certificate, servers);
        } catch (IOException | RuntimeException e) {
            if (wiring != null) {
                wiring.world().close();
            }
            if (ownVertx) {
                vertx.close();
            }
            throw new IllegalStateException("cannot start the simulator: " + e.getMessage(), e);
        }
    }

    private static Servers listen(
            SimulatorOptions options, Kept kept, Wiring wiring, Vertx vertx, ServedCertificate certificate) {
        ApiServer api = wiring.apiServer();
        HttpServer apiServer = await(api.listen(vertx, options.host(), kept.apiPort(), certificate));
        try {
            HttpServer control = await(new ControlServer(wiring.control()).listen(vertx, HOST, kept.controlPort()));
            return new Servers(apiServer, control);
        } catch (RuntimeException e) {
            await(apiServer.close());
            throw e;
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalStateException(cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public String clusterId() {
        return wiring.world().cluster().id();
    }

    /** Where Proxmox answers: "https://127.0.0.1:PORT". */
    public URI apiUri() {
        return URI.create("https://" + HOST + ":" + api.actualPort());
    }

    /** Where the control API answers: "http://127.0.0.1:PORT/_sim". */
    public URI controlUri() {
        return URI.create("http://" + HOST + ":" + control.actualPort() + "/_sim");
    }

    /** SHA-256 of the certificate that new connections are shown: "AA:BB:…". */
    public String fingerprint() {
        return certificate.shown().fingerprint();
    }

    /** That certificate, which is its own authority. */
    public Certificate certificate() {
        return certificate.shown();
    }

    /** May read everything: VM.Audit, Sys.Audit and the guest agents on "/". */
    public Token readerToken() {
        return wiring.tokens().reader();
    }

    /** May read and switch everything. */
    public Token actorToken() {
        return wiring.tokens().actor();
    }

    /** Known, but without any rights: sees empty lists. */
    public Token powerlessToken() {
        return wiring.tokens().powerless();
    }

    /** Everything that can be done behind Proxmox's back, the same as under {@code /_sim}. */
    public Control control() {
        return wiring.control();
    }

    @Override
    public void close() {
        wiring.world().close();
        await(Future.all(api.close(), control.close()));
        if (ownVertx) {
            await(vertx.close());
        }
    }
}
