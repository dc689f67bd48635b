package io.labkeeper.actions.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started as soon as it runs, whatever is away elsewhere. */
@Startup
@ApplicationScoped
public class Started implements HealthCheck {

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("action-service started").up().build();
    }
}
