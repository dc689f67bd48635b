package io.labkeeper.worker.health;

import io.labkeeper.worker.poll.Workers;
import io.labkeeper.worker.schema.SchemaMigration;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when it runs: a worker takes no requests, and what it waits for it waits for by itself. Tells what it does. */
@Readiness
@ApplicationScoped
public class RunningReadiness implements HealthCheck {
    private final Workers workers;
    private final SchemaMigration schema;

    public RunningReadiness(Workers workers, SchemaMigration schema) {
        this.workers = workers;
        this.schema = schema;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("running")
                .up()
                .withData("schema_up_to_date", schema.done())
                .withData("clusters", workers.clusters())
                .withData("leases", workers.leases())
                .build();
    }
}
