package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.labkeeper.proxmox.ProxmoxCluster.Trust;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The bean that services inject, from the file to the counters. */
@QuarkusTest
class ConfiguredClustersIT {

    @Inject
    ProxmoxClients clients;

    @Inject
    Vertx vertx;

    @Test
    void theClustersOfTheFileAreThereInItsOrder() {
        assertThat(clients.clusters()).extracting(ProxmoxCluster::id).containsExactly("lab-a", "lab-b");
        assertThat(clients.client("lab-b")).map(ProxmoxClient::clusterId).contains("lab-b");
        assertThat(clients.client("lab-c")).isEmpty();
    }

    @Test
    void anUnprotectedClusterIsRefusedInProduction() {
        ProxmoxConfig config = TestConfig.of(Path.of("src/test/resources/clusters.yaml"));
        ConfiguredClusters inProduction = new ConfiguredClusters(config, new SimpleMeterRegistry(), true);

        BadClustersFileException refusal = catchThrowableOfType(BadClustersFileException.class, inProduction::load);

        assertThat(refusal).hasMessageContainingAll("clusters.yaml", "lab-b", "insecure", "labkeeper.production");
    }

    @Test
    void requestsAreCountedByEndpointAndOutcome() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (RawServer server =
                new RawServer(TestCertificate.create("ip:127.0.0.1"), RawServer.json("{\"data\":[]}"))) {
            ProxmoxClient client = Clients.of(
                    Clients.cluster(List.of(server.uri()), new Trust.Anything(), Clients.patient()), registry);

            client.resources().await().atMost(Duration.ofSeconds(20));
        }
        assertThat(registry.get("labkeeper.proxmox.requests")
                        .tags("cluster", "lab-a", "endpoint", "/cluster/resources", "outcome", "ok")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void theAnswerArrivesOnTheCallersContextEvenWhenItIsATimeOut() throws Exception {
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Context> arrivedOn = new CompletableFuture<>();
        try (RawServer silent = new RawServer(TestCertificate.create("ip:127.0.0.1"), (request, connection) -> {})) {
            ProxmoxClient client = client(silent.uri(), Duration.ofMillis(300));

            context.runOnContext(ignored -> client.resources()
                    .subscribe()
                    .with(answer -> arrivedOn.complete(null), failure -> arrivedOn.complete(Vertx.currentContext())));

            assertThat(arrivedOn.get(20, TimeUnit.SECONDS)).isEqualTo(context);
        }
    }

    private static ProxmoxClient client(URI uri, Duration limit) {
        return Clients.of(Clients.cluster(List.of(uri), new Trust.Anything(), Clients.limits(limit, limit, 1)));
    }
}
