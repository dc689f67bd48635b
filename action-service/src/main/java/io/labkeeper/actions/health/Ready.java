package io.labkeeper.actions.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once a request has been rehearsed, or that has failed for too long: what comes to a process that has just begun, at the full rate of a fleet,
 * waits longer for its classes than for the database, and would be refused with 503. From then on it is ready as long as it runs: while
 * the database is away it answers 503 itself, with the reason.
 */
@Readiness
@ApplicationScoped
public class Ready implements HealthCheck {
    private final Rehearsal rehearsal;

    Ready(Rehearsal rehearsal) {
        this.rehearsal = rehearsal;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("action-service")
                .status(rehearsal.isOver())
                .withData("rehearsal", rehearsal.says())
                .build();
    }
}
