package io.labkeeper.actions.run;

import io.labkeeper.action.ActionKind;
import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.lifecycle.ActionState;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;

/**
 * The names of all meters of this service. It is made when the service starts, with the counters that alerts are about: one that comes
 * into being with its first count has no increase, and that count would be missed.
 */
@Startup
@ApplicationScoped
public class ActionMetrics {
    private static final String DROPPED = "labkeeper.actions.dropped";
    private static final String ENDED = "labkeeper.actions.ended";
    private static final List<String> WATCHED = List.of("failed", "unknown");

    private final MeterRegistry registry;

    public ActionMetrics(MeterRegistry registry) {
        this.registry = registry;
        registry.counter(DROPPED);
        for (ActionKind kind : ActionKind.values()) {
            WATCHED.forEach(outcome -> registry.counter(ENDED, "kind", kind.word(), "outcome", outcome));
        }
    }

    /** Counts an end, and the time from the request to it. */
    void ended(Action action) {
        String kind = action.wish().kind().word();
        String outcome = action.state().phase().word();
        registry.counter(ENDED, "kind", kind, "outcome", outcome).increment();
        if (action.state() instanceof ActionState.Ended ended && ended.at() != null) {
            Duration took = Duration.between(action.wish().requestedAt(), ended.at());
            registry.timer("labkeeper.actions.duration", "kind", kind, "outcome", outcome)
                    .record(took);
        }
    }

    /** Counts an end of an action whose kind no running release knows; what the table says of the kind is no label. */
    void endedUnknown(String outcome) {
        registry.counter(ENDED, "kind", "unknown", "outcome", outcome).increment();
    }

    /** Counts an action whose work broke off unexpectedly. */
    void dropped() {
        registry.counter(DROPPED).increment();
    }

    /** Counts an answer to a request for an action. */
    public void asked(String outcome) {
        registry.counter("labkeeper.actions.asked", "outcome", outcome).increment();
    }

    /** Counts old rows that were deleted. */
    public void forgotten(String table, long rows) {
        registry.counter("labkeeper.retention.forgotten", "table", table).increment(rows);
    }

    /** Counts a look for old rows that has failed. */
    public void notForgotten(String table) {
        registry.counter("labkeeper.retention.failed", "table", table).increment();
    }

    /** Counts lines of the audit trail that were only counted there. */
    public void notedTogether(long lines) {
        registry.counter("labkeeper.audit.noted.together").increment(lines);
    }

    /** Counts a run of a schedule that was dealt with. */
    public void scheduled(String outcome) {
        registry.counter("labkeeper.schedules.runs", "outcome", outcome).increment();
    }
}
