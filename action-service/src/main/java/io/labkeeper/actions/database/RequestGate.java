package io.labkeeper.actions.database;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;
import java.util.function.Supplier;

/** The way of every request to the database: bounded, and the heavier ones a few at a time. */
@ApplicationScoped
public class RequestGate {
    private final RequestsConfig config;
    private final DatabasePulse pulse;
    private final Admission admission;

    public RequestGate(RequestsConfig config, DatabasePulse pulse) {
        this.config = config;
        this.pulse = pulse;
        this.admission = new Admission(config.atOnce(), config.waiting(), config.longestWait(), config.silence());
    }

    /** Work that needs several statements and ends in a commit, which its deadline may forbid. */
    public <T> Uni<T> admitted(Function<Deadline, Uni<T>> work) {
        return admission.admit(() -> {
            Deadline deadline = Deadline.in(config.silence(), pulse);
            return deadline.bound(Uni.createFrom().deferred(() -> work.apply(deadline)));
        });
    }

    /** A question, or a statement that commits by itself. */
    public <T> Uni<T> bounded(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> Deadline.in(config.silence(), pulse)
                .bound(Uni.createFrom().deferred(work::get))
                .onFailure(DatabaseAway.class)
                .transform(failure -> ((DatabaseAway) failure).perhapsCommitted()));
    }
}
