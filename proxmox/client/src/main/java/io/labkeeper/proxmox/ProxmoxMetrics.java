package io.labkeeper.proxmox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The names of this library's metrics, and one cluster's figures: they outlive the cluster's connections, which are made anew when
 * its tokens change. Labels are the cluster, the endpoint's template and fixed words.
 */
final class ProxmoxMetrics {

    /** Prometheus shows it as {@code labkeeper_proxmox_requests_total}. */
    static final String REQUESTS = "labkeeper.proxmox.requests";
    /** How long calls waited for their turn, by endpoint. */
    static final String WAIT = "labkeeper.proxmox.wait";
    /** Calls that wait for their turn, by priority. */
    static final String WAITING = "labkeeper.proxmox.waiting";
    /** Calls under way. */
    static final String RUNNING = "labkeeper.proxmox.running";
    /** {@link Breaker}: 0 closed, 1 half-open, 2 open; 0 too if nothing was called for minutes. */
    static final String CIRCUIT = "labkeeper.proxmox.circuit";
    /** 1 while the server's certificate is not the one that is trusted; 0 if nothing was called for minutes. */
    static final String CERTIFICATE = "labkeeper.proxmox.certificate.rejected";
    /** 1 while the clusters file, as it lies there, is refused. */
    static final String FILE_REFUSED = "labkeeper.proxmox.clusters.file.refused";

    /** Whoever is to ask a cluster that fails does so every three minutes at the least. */
    private static final Duration LATELY = Duration.ofMinutes(7);

    private final MeterRegistry registry;
    private final String cluster;
    private final LongAdder sent = new LongAdder();
    private final AtomicInteger urgent = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger circuit = new AtomicInteger();
    private final AtomicInteger certificate = new AtomicInteger();
    private final LongSupplier nanoTime;
    private final List<Gauge> gauges;
    private volatile long lastCall;

    ProxmoxMetrics(MeterRegistry registry, String cluster) {
        this(registry, cluster, System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime()} */
    ProxmoxMetrics(MeterRegistry registry, String cluster, LongSupplier nanoTime) {
        this.registry = registry;
        this.cluster = cluster;
        this.nanoTime = nanoTime;
        this.lastCall = nanoTime.getAsLong();
        this.gauges = List.of(
                waiting(Bulkhead.Priority.URGENT, urgent),
                waiting(Bulkhead.Priority.READ, reads),
                gauge(RUNNING, running::get),
                gauge(CIRCUIT, () -> lately(circuit)),
                gauge(CERTIFICATE, () -> lately(certificate)));
    }

    /** Whether the clusters file is refused; one gauge for all. */
    static void file(MeterRegistry registry, AtomicInteger refused) {
        Gauge.builder(FILE_REFUSED, refused, AtomicInteger::get).register(registry);
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

    /** A call that was not sent since all tokens were refused lately. */
    void held(Call call) {
        count(call, "held");
    }

    /** A call had its turn. */
    void waited(Call call, Duration time) {
        registry.timer(WAIT, "cluster", cluster, "endpoint", call.endpoint()).record(time);
    }

    AtomicInteger waiting(Bulkhead.Priority priority) {
        return priority == Bulkhead.Priority.URGENT ? urgent : reads;
    }

    void running(int change) {
        running.addAndGet(change);
    }

    void circuit(int state) {
        circuit.set(state);
    }

    void certificateRejected(boolean rejected) {
        certificate.set(rejected ? 1 : 0);
    }

    /** The connections are made anew: what was found on those before counts no more. */
    void anew() {
        circuit.set(0);
        certificate.set(0);
    }

    /** Requests that left this process since its start, repeated ones included. */
    long sum() {
        return sent.sum();
    }

    /** The cluster is no longer configured. */
    void remove() {
        gauges.stream().map(Meter::getId).forEach(registry::remove);
    }

    private void count(Call call, String outcome) {
        lastCall = nanoTime.getAsLong();
        registry.counter(REQUESTS, "cluster", cluster, "endpoint", call.endpoint(), "outcome", outcome)
                .increment();
    }

    private Gauge waiting(Bulkhead.Priority priority, AtomicInteger value) {
        return Gauge.builder(WAITING, value, AtomicInteger::get)
                .tags("cluster", cluster, "priority", priority.word())
                .register(registry);
    }

    /** What a process found that has nothing more to ask, since another one holds the lease, would be found for ever. */
    private int lately(AtomicInteger found) {
        return nanoTime.getAsLong() - lastCall < LATELY.toNanos() ? found.get() : 0;
    }

    private Gauge gauge(String name, Supplier<Number> value) {
        return Gauge.builder(name, value).tag("cluster", cluster).register(registry);
    }
}
