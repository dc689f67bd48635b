package io.labkeeper.actions.run;

import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.lifecycle.ActionState;
import io.labkeeper.actions.lifecycle.End;
import io.labkeeper.actions.lifecycle.ErrorCode;
import io.labkeeper.actions.lifecycle.Failure;
import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.proxmox.ProxmoxCluster;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Takes due actions and works on them. Any number of runners share the table {@code action}; each holds its actions by claims that
 * it keeps renewing, so that another goes on with them when it dies.
 */
final class Runner {
    private static final Logger LOG = Logger.getLogger(Runner.class);

    /** The most that one statement takes: a long queue is shared out, and a claim is not held for work not begun. */
    private static final int MOST_AT_ONCE = 50;

    private static final Duration LOOK = Duration.ofMillis(20);

    private final Vertx vertx;
    private final RunContext context;
    private final ProxmoxClients clients;
    private final ActionMetrics metrics;
    private final Map<UUID, Withdrawal> underWay = new ConcurrentHashMap<>();
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final AtomicBoolean claiming = new AtomicBoolean();
    private volatile boolean running;
    private volatile boolean readable = true;
    private volatile boolean unheard;
    private volatile long pollTimer;
    private volatile long renewTimer;

    Runner(Vertx vertx, RunContext context, ProxmoxClients clients, ActionMetrics metrics) {
        this.vertx = vertx;
        this.context = context;
        this.clients = clients;
        this.metrics = metrics;
    }

    void start() {
        running = true;
        renewTimer = vertx.setPeriodic(context.config().claim().toMillis() / 3, timer -> renew());
        pollAfterPause();
        nudge();
    }

    /** Takes nothing more and does nothing more; claims stay until they expire, as after a crash. */
    void halt() {
        running = false;
        vertx.cancelTimer(pollTimer);
        vertx.cancelTimer(renewTimer);
    }

    /**
     * Takes nothing more, and leaves to others at once what is not being sent right now. A claim that is under way is waited for (it ends within
     * its own limit): what it takes would lie with a dead process until it expires.
     */
    Uni<Void> leave() {
        running = false;
        vertx.cancelTimer(pollTimer);
        return Repeating.until(this::noClaimUnderWay, () -> LOOK).chain(() -> giveBack(false));
    }

    private Uni<Optional<Boolean>> noClaimUnderWay() {
        return Uni.createFrom().item(claiming.get() ? Optional.empty() : Optional.of(true));
    }

    /** Leaves the rest. */
    Uni<Void> leaveAll() {
        return giveBack(true).invoke(this::halt);
    }

    private Uni<Void> giveBack(boolean evenThoseBeingSent) {
        return context.store()
                .giveBack(context.runner(), evenThoseBeingSent)
                .invoke(actions -> actions.forEach(action -> context.announcer().changed(action.notice())))
                .replaceWithVoid();
    }

    /** How many actions this runner works on. */
    int underWay() {
        return underWay.size();
    }

    /** There may be something to do: looks now instead of at the next poll. */
    void nudge() {
        wanted.set(true);
        claimIfWanted();
    }

    /** The action has ended or been taken by another: its order, if it still waits to be sent, is not sent. */
    void withdraw(UUID action) {
        Withdrawal withdrawal = underWay.get(action);
        if (withdrawal != null) {
            withdrawal.say();
        }
    }

    private void claimIfWanted() {
        if (wanted.get() && claiming.compareAndSet(false, true)) {
            // Whoever leaves says first that we run no more, and looks for a claim then: one of the two is seen.
            if (!running) {
                claiming.set(false);
                return;
            }
            wanted.set(false);
            Set<String> known = knownClusters();
            context.checkpoints()
                    .aboutToClaim()
                    .chain(() -> context.store()
                            .claim(context.runner(), MOST_AT_ONCE, Set.copyOf(underWay.keySet()), unheard, known))
                    .onItemOrFailure()
                    .invoke(this::tellWhetherReadable)
                    .subscribe()
                    .with(actions -> claimed(actions, known), failure -> claimed(Set.of(), known));
        }
    }

    private Set<String> knownClusters() {
        return clients.clusters().stream().map(ProxmoxCluster::id).collect(Collectors.toSet());
    }

    /** Said when it begins and when it ends, not with every poll in between. */
    private void tellWhetherReadable(Collection<Action> actions, Throwable failure) {
        if (failure != null && readable) {
            LOG.warnf("due actions cannot be read: %s", failure.getMessage());
        } else if (failure == null && !readable) {
            LOG.info("due actions can be read again");
        }
        readable = failure == null;
        unheard = failure != null;
    }

    private void claimed(Collection<Action> actions, Set<String> known) {
        if (running) {
            actions.forEach(action -> work(action, known));
        }
        if (actions.size() == MOST_AT_ONCE) {
            wanted.set(true);
        }
        // A burst of requests nudges at each: they are looked at together.
        vertx.setTimer(context.config().claimPause().toMillis(), timer -> {
            claiming.set(false);
            claimIfWanted();
        });
    }

    private void work(Action action, Set<String> known) {
        Withdrawal withdrawal = new Withdrawal(action.id());
        underWay.put(action.id(), withdrawal);
        context.announcer().changed(action.notice());
        context.checkpoints()
                .passed(Checkpoints.Checkpoint.CLAIMED, action)
                .chain(() -> toTheEnd(action, withdrawal, known))
                .onTermination()
                .invoke(() -> underWay.remove(action.id(), withdrawal))
                .subscribe()
                .with(this::ended, failure -> dropped(action, failure));
    }

    /** @param known the clusters that were known when it was claimed */
    private Uni<Action> toTheEnd(Action action, Withdrawal withdrawal, Set<String> known) {
        String cluster = action.vm().clusterId();
        String tokenId = clients.clusters().stream()
                .filter(configured -> configured.id().equals(cluster))
                .map(ProxmoxCluster::token)
                .map(ProxmoxCluster.ApiToken::id)
                .findFirst()
                .orElse("");
        return clients.client(cluster)
                .map(client -> new ActionRun(context, client, tokenId, action, () -> !running, withdrawal).toTheEnd())
                .orElseGet(() -> withoutCluster(action, known.contains(cluster)));
    }

    /** @param vanished whether the cluster was there a moment ago: others may still know it, and the action has not waited for them yet */
    private Uni<Action> withoutCluster(Action action, boolean vanished) {
        return vanished
                ? Uni.createFrom().failure(Leaving.withoutCluster(action.vm().clusterId()))
                : new Progress(context, action).ended(notConfigured(action));
    }

    private static End notConfigured(Action action) {
        Failure failure =
                Failure.of(ErrorCode.PROXMOX_ERROR, "The cluster " + action.vm().clusterId() + " is not configured.");
        return action.state() instanceof ActionState.Claimed ? End.failed(failure) : End.unknown(failure);
    }

    private void ended(Action action) {
        metrics.ended(action);
        LOG.infof(
                "action ended: action=%s kind=%s vm=%s outcome=%s",
                action.id(),
                action.wish().kind().word(),
                action.vm(),
                action.state().phase().word());
        nudge();
    }

    /** Nothing more is done here; the claim expires and whoever takes it next finds out how things stand. */
    private void dropped(Action action, Throwable failure) {
        if (failure instanceof LostClaim || failure instanceof Leaving) {
            LOG.debugf("action left to others: action=%s (%s)", action.id(), failure.getMessage());
        } else {
            metrics.dropped();
            LOG.errorf(failure, "action dropped, to be taken up again when its claim expires: action=%s", action.id());
        }
    }

    private void pollAfterPause() {
        Duration poll = context.config().poll();
        long jitter = ThreadLocalRandom.current().nextLong(poll.toMillis() / 5 + 1);
        pollTimer = vertx.setTimer(poll.toMillis() - poll.toMillis() / 10 + jitter, timer -> {
            if (running) {
                nudge();
                pollAfterPause();
            }
        });
    }

    private void renew() {
        endUnknown();
        Map<UUID, Withdrawal> asked = Map.copyOf(underWay);
        if (!asked.isEmpty()) {
            context.store()
                    .renew(context.runner(), asked.keySet())
                    .subscribe()
                    .with(
                            kept -> withdrawAllBut(kept, asked),
                            failure -> LOG.warnf("claims cannot be renewed: %s", failure.getMessage()));
        }
    }

    /** Looked for as seldom as claims are renewed: it has waited for longer than a second. */
    private void endUnknown() {
        context.store()
                .endUnknown()
                .subscribe()
                .with(
                        ended -> ended.forEach(this::endedUnknown),
                        failure -> LOG.debugf("not looked for actions of unknown kinds: %s", failure.getMessage()));
    }

    private void endedUnknown(EndedUnknown action) {
        metrics.endedUnknown(action.outcome());
        LOG.warnf(
                "action of a kind that nobody knows ended: action=%s kind=%s vm=%s outcome=%s",
                action.id(), action.kind(), action.vm(), action.outcome());
        context.announcer().refreshWanted(action.vm(), action.id().toString());
    }

    private static void withdrawAllBut(Set<UUID> kept, Map<UUID, Withdrawal> asked) {
        asked.forEach((action, withdrawal) -> {
            if (!kept.contains(action)) {
                LOG.debugf("claim not kept: action=%s", action);
                withdrawal.say();
            }
        });
    }
}
