package io.labkeeper.proxmox;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Has the clusters file read again and again, on a worker thread, as long as the process runs. */
@Singleton
class ClustersTimer {

    private static final Logger LOG = Logger.getLogger(ClustersTimer.class);

    /** What is new is read once more after this time before it counts. */
    private static final Duration SETTLE = Duration.ofMillis(500);

    private final ConfiguredClusters clusters;
    private final ProxmoxConfig config;
    private final Vertx vertx;
    private volatile boolean stopped;

    ClustersTimer(ConfiguredClusters clusters, ProxmoxConfig config, Vertx vertx) {
        this.clusters = clusters;
        this.config = config;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        again(config.watch());
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    private void again(Duration pause) {
        vertx.setTimer(Math.max(1, pause.toMillis()), timer -> {
            if (!stopped) {
                look();
            }
        });
    }

    private void look() {
        vertx.executeBlocking(clusters::look, false).onComplete(looked -> {
            if (looked.failed()) {
                LOG.error("the clusters file could not be looked at", looked.cause());
            }
            boolean soon = looked.succeeded() && looked.result() && SETTLE.compareTo(config.watch()) < 0;
            again(soon ? SETTLE : config.watch());
        });
    }
}
