package io.labkeeper.proxmox;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** How often one cluster was asked, as a metric by endpoint and outcome, and in sum for the sync's own bookkeeping. */
final class RequestCounts {

    /** Prometheus shows it as {@code labkeeper_proxmox_requests_total}. */
    static final String REQUESTS = "labkeeper.proxmox.requests";

    private final MeterRegistry registry;
    private final String cluster;
    private final LongAdder sent = new LongAdder();

    RequestCounts(MeterRegistry registry, String cluster) {
        this.registry = registry;
        this.cluster = cluster;
    }

    void succeeded(Call call) {
        sent.increment();
        count(call, "ok");
    }

    void failed(Call call, ProxmoxException failure) {
        if (failure.sent()) {
            sent.increment();
        }
        count(call, failure.kind());
    }

    /** Requests that left this process since its start, repeated ones included. */
    long sum() {
        return sent.sum();
    }

    private void count(Call call, String outcome) {
        registry.counter(REQUESTS, "cluster", cluster, "endpoint", call.endpoint(), "outcome", outcome)
                .increment();
    }
}
