package io.labkeeper.actions.health;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * The rehearsal at the start of this process. It is over when it went well. One that fails is tried again with growing pauses, for
 * {@link #BOUND} in all: then it is over as well, since a process that never becomes ready tells nobody why, and one that is ready answers 503
 * with the reason.
 */
@ApplicationScoped
public class Rehearsal {
    private static final Logger LOG = Logger.getLogger(Rehearsal.class);

    /** No further try begins later than this after the first. */
    private static final Duration BOUND = Duration.ofSeconds(5);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Duration pause;
    private final Duration bound;
    private volatile boolean over;
    private volatile String says = "not over yet";

    public Rehearsal() {
        this(FIRST_PAUSE, BOUND);
    }

    /** @param pause after the first failure, at most {@link #LONGEST_PAUSE} */
    Rehearsal(Duration pause, Duration bound) {
        this.pause = pause;
        this.bound = bound;
    }

    /**
     * To be called once.
     *
     * @param once rehearses anew with each subscription; must end by itself
     * @return ends when the rehearsal is over; never fails
     */
    public Uni<Void> untilItGoesWell(Uni<Void> once) {
        return once.onFailure()
                .invoke(this::failed)
                .onFailure()
                .retry()
                .withBackOff(pause, LONGEST_PAUSE)
                .expireIn(bound.toMillis())
                .invoke(this::wentWell)
                .onFailure()
                .recoverWithUni(this::givenUp);
    }

    private void failed(Throwable failure) {
        says = "failed: " + (failure.getMessage() == null ? failure.toString() : failure.getMessage());
        LOG.warnf("rehearsal of a request %s", says);
    }

    private void wentWell() {
        says = "went well";
        over = true;
        LOG.debugf("rehearsal of a request %s", says);
    }

    private Uni<Void> givenUp() {
        over = true;
        LOG.warnf("ready without a rehearsal, the first request may be slow; it %s", says);
        return Uni.createFrom().voidItem();
    }

    boolean isOver() {
        return over;
    }

    /** How it went so far, in words. */
    String says() {
        return says;
    }
}
