package io.labkeeper.actions.schedule;

import io.labkeeper.actions.schedule.RunCheckpoints.Checkpoint;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Looks every second what has come due, and works on it. Any number of runners share the tables; a run that one of them does not end is
 * taken by another when its claim has expired. While Postgres is away it looks less and less often.
 */
final class ScheduleRunner {
    private static final Logger LOG = Logger.getLogger(ScheduleRunner.class);

    /** What a runner works with. @param name no other process has it @param ended hears of each run that was dealt with, as its state */
    record Context(
            String name,
            RunStore store,
            RunRequests requests,
            RunCheckpoints checkpoints,
            ScheduleConfig config,
            Consumer<String> ended) {}

    private final Vertx vertx;
    private final Context context;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean running;
    private volatile int failedLooks;
    private volatile boolean unheard;
    private volatile long timer;

    ScheduleRunner(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    void start() {
        running = true;
        look();
    }

    /** Takes nothing more and does nothing more; claims stay until they expire, as after a crash. */
    void halt() {
        running = false;
        vertx.cancelTimer(timer);
    }

    /** Takes nothing more, and leaves the rest to others at once. */
    Uni<Void> leave() {
        halt();
        return context.store().giveBack(context.name());
    }

    int underWay() {
        return underWay.get();
    }

    /** How often in a row the schedules could not be read. */
    int failedLooks() {
        return failedLooks;
    }

    private void look() {
        if (running && looking.compareAndSet(false, true)) {
            vertx.cancelTimer(timer);
            Uni.createFrom()
                    .deferred(context.store()::comeDue)
                    .call(come -> context.store().expire().invoke(late -> missed(come.missed() + late)))
                    .chain(this::claimed)
                    .subscribe()
                    .with(this::looked, this::notLooked);
        }
    }

    private void missed(int runs) {
        if (runs > 0) {
            LOG.warnf("runs of schedules missed: %d", runs);
        }
        for (int i = 0; i < runs; i++) {
            context.ended().accept("missed");
        }
    }

    private Uni<Boolean> claimed(Coming.Come come) {
        int room = context.config().atOnce() - underWay.get();
        return room <= 0
                ? Uni.createFrom().item(false)
                : nothingUnheard()
                        .chain(() -> context.store().claim(context.name(), room))
                        .invoke(this::work)
                        .map(runs -> come.schedules() == RunStore.AT_ONCE && runs.size() < room);
    }

    /**
     * A claim whose answer never came may have been carried out: nobody would work on its runs until it expires. What is claimed while
     * nothing is under way is such.
     */
    private Uni<Void> nothingUnheard() {
        return unheard && underWay.get() == 0
                ? context.store().giveBack(context.name()).invoke(() -> unheard = false)
                : Uni.createFrom().voidItem();
    }

    /** @param more whether there may be something to do at once; what there was no room for is looked for when a run ends */
    private void looked(boolean more) {
        if (failedLooks > 0) {
            LOG.info("schedules can be read again");
        }
        failedLooks = 0;
        again(more ? Duration.ofMillis(1) : context.config().poll());
    }

    /** Said when it begins and when it ends, not with every look in between. */
    private void notLooked(Throwable failure) {
        unheard = true;
        if (failedLooks++ == 0) {
            LOG.warnf("schedules cannot be read: %s", failure.getMessage());
        }
        Duration pause = context.config().poll().multipliedBy(1L << Math.min(failedLooks, 10));
        Duration longest = context.config().longestPause();
        again(pause.compareTo(longest) > 0 ? longest : pause);
    }

    private void again(Duration pause) {
        looking.set(false);
        if (running) {
            timer = vertx.setTimer(pause.toMillis(), tick -> look());
        }
    }

    private void work(List<DueRun> runs) {
        if (running) {
            runs.forEach(this::work);
        }
    }

    private void work(DueRun run) {
        underWay.incrementAndGet();
        context.checkpoints()
                .passed(Checkpoint.CLAIMED, run)
                .chain(() -> bounded(context.requests().ask(run)))
                .call(() -> context.checkpoints().passed(Checkpoint.ASKED, run))
                .chain(end -> ended(run, end))
                .call(() -> context.checkpoints().passed(Checkpoint.ENDED, run))
                .onFailure(failure -> running)
                .recoverWithUni(failure -> later(run, failure))
                .onTermination()
                .invoke(underWay::decrementAndGet)
                .subscribe()
                .with(done -> look(), failure -> LOG.debugf("run left to others: %s", failure.getMessage()));
    }

    /** Before its claim expires, so that not two of them ask at once; it would be harmless, but for the log. */
    private Uni<RunEnd> bounded(Uni<RunEnd> asking) {
        return asking.ifNoItem()
                .after(context.config().claim().multipliedBy(2).dividedBy(3))
                .fail();
    }

    private Uni<Void> ended(DueRun run, RunEnd end) {
        return context.store()
                .end(run, end, context.name())
                .invoke(own -> {
                    if (own) {
                        LOG.infof(
                                "schedule run ended: schedule=%s due_at=%s outcome=%s vms=%s %s",
                                run.scheduleId(),
                                run.dueAt(),
                                end.state(),
                                end.counts(),
                                end.errorCode() == null ? "" : end.errorCode());
                        context.ended().accept(end.state());
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> later(DueRun run, Throwable failure) {
        LOG.warnf(
                "schedule run to be tried again: schedule=%s due_at=%s: %s",
                run.scheduleId(), run.dueAt(), failure.getMessage());
        return context.store().later(run, context.name());
    }
}
