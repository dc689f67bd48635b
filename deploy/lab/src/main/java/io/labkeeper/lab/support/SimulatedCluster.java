package io.labkeeper.lab.support;

import io.labkeeper.lab.state.PrivateFiles;
import io.labkeeper.simulator.Simulator;
import io.labkeeper.simulator.SimulatorOptions;
import io.labkeeper.simulator.auth.Token;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** Starts one simulated cluster as the lab wants it. */
public final class SimulatedCluster {
    private SimulatedCluster() {}

    /** Reached on this machine only. */
    static SupportReady.Cluster start(SupportConfig.Simulated cluster, Vertx vertx) {
        return start(cluster, "127.0.0.1", vertx);
    }

    /** @param host the address of this machine on which it listens; its URL names 127.0.0.1 whatever that is */
    public static SupportReady.Cluster start(SupportConfig.Simulated cluster, String host, Vertx vertx) {
        Path folder = PrivateFiles.directory(Path.of(cluster.directory()));
        Path neighbours = folder.resolve(cluster.id() + "-arp");
        Simulator simulator = Simulator.start(
                SimulatorOptions.of(cluster.id())
                        .vms(cluster.vms())
                        .nodes(cluster.nodes())
                        .seed(cluster.seed())
                        .host(host)
                        .ports(cluster.port(), cluster.controlPort())
                        .keepIn(folder)
                        .neighbourTable(neighbours),
                vertx);
        return new SupportReady.Cluster(
                cluster.id(),
                cluster.name(),
                simulator.apiUri().toString(),
                simulator.controlUri().toString(),
                simulator.fingerprint(),
                token(simulator.readerToken()),
                token(simulator.actorToken()),
                neighbours.toString());
    }

    private static SupportReady.Token token(Token token) {
        return new SupportReady.Token(token.name(), token.secret());
    }
}
