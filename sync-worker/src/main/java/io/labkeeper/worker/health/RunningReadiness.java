package io.labkeeper.worker.health;

import io.labkeeper.proxmox.ProxmoxClients;
import io.labkeeper.worker.poll.Workers;
import io.labkeeper.worker.schema.SchemaMigration;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when it runs: a worker takes no requests, and what it waits for it waits for by itself. Tells what it does. */
@Readiness
@ApplicationScoped
public class RunningReadiness implements HealthCheck {
    private final Workers workers;
    private final SchemaMigration schema;
    private final ProxmoxClients clusters;

    public RunningReadiness(Workers workers, SchemaMigration schema, ProxmoxClients clusters) {
        this.workers = workers;
        this.schema = schema;
        this.clusters = clusters;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("running")
                .up()
                .withData("schema_up_to_date", schema.done())
                .withData("clusters", workers.clusters())
                .withData("leases", workers.leases());
        clusters.refusedFile().ifPresent(why -> answer.withData("clusters_file_refused", why));
        return answer.build();
    }
}
