package io.labkeeper.actions.database;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

/** The way of every request to the database: bounded in time, and a few at a time, so that the runner finds connections too. */
@ApplicationScoped
public class RequestGate {
    private final RequestsConfig config;
    private final DatabasePulse pulse;
    private final Admission admission;
    private final Admission questions;

    public RequestGate(RequestsConfig config, DatabasePulse pulse) {
        this.config = config;
        this.pulse = pulse;
        this.admission = new Admission(config.atOnce(), config.waiting(), config.longestWait(), config.silence());
        this.questions = new Admission(
                config.questionsAtOnce(), config.questionsWaiting(), config.longestWait(), config.silence());
    }

    /** Work that needs several statements and ends in a commit, which its deadline may forbid. */
    public <T> Uni<T> admitted(Function<Deadline, Uni<T>> work) {
        return admitted(() -> Deadline.in(config.silence(), pulse), work);
    }

    /** The same for work that is known to take long. @param patience how long it may take while the database does answer */
    public <T> Uni<T> admitted(Duration patience, Function<Deadline, Uni<T>> work) {
        return admitted(() -> Deadline.in(config.silence(), patience, pulse), work);
    }

    private <T> Uni<T> admitted(Supplier<Deadline> beginning, Function<Deadline, Uni<T>> work) {
        return admission.admitToItsEnd(
                keep -> {
                    Deadline deadline = beginning.get();
                    return deadline.bound(keep.apply(Uni.createFrom().deferred(() -> work.apply(deadline))));
                },
                config.longestTransaction());
    }

    /** A question, or a statement that commits by itself. */
    public <T> Uni<T> bounded(Supplier<Uni<T>> work) {
        return questions.admitToItsEnd(
                keep -> inTime(keep.apply(Uni.createFrom().deferred(work::get))), config.longestStatement());
    }

    private <T> Uni<T> inTime(Uni<T> work) {
        return Deadline.in(config.silence(), pulse)
                .bound(work)
                .onFailure(DatabaseAway.class)
                .transform(failure -> ((DatabaseAway) failure).perhapsCommitted())
                .onFailure(TooSlow.class)
                .transform(failure -> ((TooSlow) failure).perhapsCommitted());
    }
}
