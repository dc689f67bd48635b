package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.labkeeper.proxmox.ProxmoxCluster.Limits;
import io.labkeeper.proxmox.ProxmoxCluster.Trust;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExchangeTest {

    @Test
    void aCallMayWaitTwiceForRoomAndThenForEachEndpointBeforeItIsSent() {
        List<URI> uris = List.of(URI.create("https://127.0.0.1:1"), URI.create("https://127.0.0.1:2"));
        Limits limits = new Limits(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(35), 8);
        Exchange exchange = new Exchange(
                Clients.cluster(uris, new Trust.Default(), limits),
                uris.stream().map(uri -> new Exchange.Endpoint(uri, List.of())).toList(),
                Caution.DEFAULT,
                new ProxmoxMetrics(new SimpleMeterRegistry(), "lab-a"));

        assertThat(exchange.longestUnsent()).isEqualTo(Duration.ofSeconds(24));
        assertThat(exchange.longestCall()).isEqualTo(Duration.ofSeconds(55));
    }
}
