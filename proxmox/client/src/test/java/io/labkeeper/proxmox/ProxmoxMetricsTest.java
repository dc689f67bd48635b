package io.labkeeper.proxmox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProxmoxMetricsTest {
    private final AtomicLong now =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(1).toNanos());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ProxmoxMetrics metrics = new ProxmoxMetrics(registry, "lab-a", now::get);

    @Test
    void an_alarm_lasts_as_long_as_somebody_asks() {
        metrics.circuit(2);
        metrics.certificateRejected(true);

        for (int minutes = 0; minutes < 30; minutes += 3) {
            metrics.held(
                    Call.local("/cluster/resources", rest -> Uni.createFrom().nullItem()));
            pass(Duration.ofMinutes(3));
            assertThat(shown(ProxmoxMetrics.CIRCUIT)).isEqualTo(2);
            assertThat(shown(ProxmoxMetrics.CERTIFICATE)).isEqualTo(1);
        }
    }

    @Test
    void a_process_that_asks_no_more_raises_no_alarm_for_ever() {
        metrics.circuit(2);
        metrics.certificateRejected(true);

        pass(Duration.ofMinutes(7));

        assertThat(shown(ProxmoxMetrics.CIRCUIT)).isZero();
        assertThat(shown(ProxmoxMetrics.CERTIFICATE)).isZero();
    }

    @Test
    void new_connections_begin_without_one() {
        metrics.circuit(2);
        metrics.certificateRejected(true);

        metrics.anew();

        assertThat(shown(ProxmoxMetrics.CIRCUIT)).isZero();
        assertThat(shown(ProxmoxMetrics.CERTIFICATE)).isZero();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private double shown(String gauge) {
        return registry.get(gauge).tag("cluster", "lab-a").gauge().value();
    }
}
