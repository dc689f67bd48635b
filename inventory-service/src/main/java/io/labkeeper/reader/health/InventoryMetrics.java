package io.labkeeper.reader.health;

import io.labkeeper.reader.view.ClusterView;
import io.labkeeper.reader.view.ConsistencyCheck;
import io.labkeeper.reader.view.InventoryView;
import io.labkeeper.reader.view.InventoryView.Moment;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The names of this module's meters. Clusters are few, so they may be labels; VMs and users never are. */
@ApplicationScoped
public class InventoryMetrics {
    private static final long REFRESH_MS = 5_000;

    private final InventoryView view;
    private final ConsistencyCheck check;
    private final MultiGauge vms;
    private final MultiGauge age;
    private final MultiGauge revision;
    private final Counter readyLists;
    private final MeterRegistry registry;

    public InventoryMetrics(InventoryView view, ConsistencyCheck check, MeterRegistry registry) {
        this.view = view;
        this.check = check;
        this.registry = registry;
        this.readyLists = Counter.builder("labkeeper.view.ready.lists")
                .description("whole lists that were ready and sent as they were")
                .register(registry);
        this.vms = MultiGauge.builder("labkeeper.view.vms")
                .description("VMs in memory, templates too")
                .register(registry);
        this.age = MultiGauge.builder("labkeeper.view.age")
                .baseUnit("seconds")
                .description("since the cluster was last read by a sync-worker")
                .register(registry);
        this.revision = MultiGauge.builder("labkeeper.view.revision")
                .description("revision number of the cluster in memory")
                .register(registry);
        for (ConsistencyCheck.Outcome outcome : ConsistencyCheck.Outcome.values()) {
            FunctionCounter.builder("labkeeper.view.checks", this, metrics -> metrics.check.count(outcome))
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .description("comparisons of a cluster with Postgres; different is a fault")
                    .register(registry);
        }
        Gauge.builder("labkeeper.view.ready", view, held -> held.ready() ? 1 : 0)
                .description("1 once the view has been loaded from anywhere")
                .register(registry);
    }

    void start(@Observes StartupEvent event, Vertx vertx) {
        vertx.setPeriodic(REFRESH_MS, timer -> refresh());
        refresh();
    }

    /** Tells how many streams of events are open. */
    public void openStreams(Supplier<Number> open) {
        Gauge.builder("labkeeper.events.streams", open)
                .description("streams of events that are open")
                .register(registry);
    }

    /** A whole list that was ready is sent. */
    public void readyListSent() {
        readyLists.increment();
    }

    /** @param outcome one of a few words: why it ended, or that it was not opened */
    public void streamEnded(String outcome) {
        registry.counter("labkeeper.events.ended", "outcome", outcome).increment();
    }

    /** A turn of the streams of events has ended with a fault: somebody may have been told late. */
    public void turnFailed() {
        registry.counter("labkeeper.events.faults").increment();
    }

    /** Clusters come and go, so the rows are set anew. */
    void refresh() {
        Moment moment = view.moment();
        vms.register(rows(moment, cluster -> cluster.entries().size()), true);
        revision.register(rows(moment, cluster -> cluster.revision().number()), true);
        age.register(rows(moment, cluster -> ageOf(cluster, moment)), true);
    }

    private static double ageOf(ClusterView cluster, Moment moment) {
        return cluster.head().sync().everRead()
                ? Duration.between(cluster.head().sync().lastQuickAt(), moment.now())
                                .toMillis()
                        / 1000.0
                : Double.NaN;
    }

    private static List<Row<?>> rows(Moment moment, ToDoubleFunction<ClusterView> figure) {
        return moment.clusters().values().stream()
                .<Row<?>>map(cluster ->
                        Row.of(Tags.of("cluster", cluster.head().clusterId()), figure.applyAsDouble(cluster)))
                .toList();
    }
}
