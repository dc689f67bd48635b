package io.labkeeper.actions.run;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.feed.FeedListener;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.proxmox.ProxmoxClients;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** This replica's runner: begins with the process, hears of new actions at once, and leaves its work to others at the end. */
@ApplicationScoped
public class ActionRunner implements FeedListener {
    private static final Logger LOG = Logger.getLogger(ActionRunner.class);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Runner runner;
    private final ActionsConfig config;

    ActionRunner(Vertx vertx, RunContext context, ProxmoxClients clients, ActionMetrics metrics) {
        this.config = context.config();
        this.runner = new Runner(vertx, context, clients, metrics);
    }

    void begin(@Observes StartupEvent event) {
        runner.start();
    }

    /** Blocks until what is being sent has been sent, or the grace has passed; called on the thread that shuts down. */
    void end(@Observes ShutdownEvent event) {
        try {
            runner.leave()
                    .chain(() -> Repeating.until(this::nothingUnderWay, () -> LOOK))
                    .ifNoItem()
                    .after(config.shutdownGrace())
                    .recoverWithItem(false)
                    .chain(runner::leaveAll)
                    .await()
                    .atMost(config.shutdownGrace().plus(config.statement()).plus(config.statement()));
        } catch (RuntimeException e) {
            LOG.warnf("claims could not be given back; they expire in %s: %s", config.claim(), e.getMessage());
        }
    }

    private Uni<Optional<Boolean>> nothingUnderWay() {
        return Uni.createFrom().item(runner.underWay() == 0 ? Optional.of(true) : Optional.empty());
    }

    Runner own() {
        return runner;
    }

    /** A new action has been committed. */
    public void nudge() {
        runner.nudge();
    }

    /** An action has been superseded or cancelled here; other replicas hear of it through the feed. */
    public void withdraw(UUID action) {
        runner.withdraw(action);
    }

    @Override
    public void received(FeedMessage message) {
        if (message instanceof FeedMessage.ActionChanged changed) {
            heard(changed.action());
        } else if (message instanceof FeedMessage.ActionsChanged changed) {
            changed.actions().forEach(this::heard);
        }
    }

    private void heard(ActionNotice action) {
        switch (action.state()) {
            case ACCEPTED -> runner.nudge();
            case SUPERSEDED, CANCELLED -> runner.withdraw(UUID.fromString(action.id()));
            default -> {}
        }
    }
}
