package io.labkeeper.worker.poll;

import io.labkeeper.feed.Replica;
import io.labkeeper.proxmox.ProxmoxClients;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** This process' worker: begins with it, is driven by timers, and ends with its leases given back. */
@ApplicationScoped
public class Workers {
    private static final Logger LOG = Logger.getLogger(Workers.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

    private final Worker.Tools tools;
    private final Worker own;
    private final Wishes wishes;
    private final PollConfig config;
    private final Vertx vertx;
    private volatile boolean stopped;

    Workers(
            Loops loops,
            ProxmoxClients clients,
            Wishes wishes,
            Presence presence,
            UnknownClusters unknown,
            Replica replica,
            Vertx vertx) {
        this.config = loops.config();
        this.tools = new Worker.Tools(clients, loops, wishes, presence, unknown, config);
        this.own = new Worker(replica.incarnation(), tools);
        this.wishes = wishes;
        this.vertx = vertx;
    }

    /** How many clusters are configured. */
    public int clusters() {
        return own.loops().size();
    }

    /** For how many of them this process holds the lease. */
    public long leases() {
        return own.leases();
    }

    /** The loop of a cluster. */
    ClusterLoop loop(String clusterId) {
        return own.loops().stream()
                .filter(loop -> loop.clusterId().equals(clusterId))
                .findFirst()
                .orElseThrow();
    }

    /** This process' own look at the others, sooner than its timer has it. */
    Uni<Void> share() {
        return own.share();
    }

    /** One more worker, beside this process' own. */
    Worker another(String id) {
        return new Worker(id, tools);
    }

    /** Looks who else lives before it takes anything: of several that start at once, the first must not take all. */
    void start(@Observes StartupEvent event) {
        own.look()
                .onTermination()
                .invoke(this::begin)
                .subscribe()
                .with(looked -> {}, failure -> LOG.debugf("sharing not known yet: %s", failure.getMessage()));
    }

    private void begin() {
        own.follow();
        every(config.wishes(), () -> {
            own.follow();
            return wishes.read();
        });
        every(config.shareLook(), own::share);
        every(config.shareLook(), own::seeToUnknown);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        try {
            own.stop().await().atMost(STOP_LIMIT);
        } catch (RuntimeException e) {
            LOG.warnf("not all leases were given back: %s", e.getMessage());
        }
    }

    /** Again and again, but not before the last one has ended. */
    private void every(Duration interval, Supplier<Uni<Void>> what) {
        AtomicBoolean busy = new AtomicBoolean();
        vertx.setPeriodic(interval.toMillis(), timer -> {
            if (!stopped && busy.compareAndSet(false, true)) {
                Uni.createFrom()
                        .deferred(what::get)
                        .onTermination()
                        .invoke(() -> busy.set(false))
                        .subscribe()
                        .with(done -> {}, failure -> LOG.debugf("to be tried again: %s", failure.getMessage()));
            }
        });
    }
}
