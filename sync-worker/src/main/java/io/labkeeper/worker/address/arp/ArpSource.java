package io.labkeeper.worker.address.arp;

import io.labkeeper.worker.address.Neighbour;
import io.labkeeper.worker.address.NeighbourSource;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** This machine's neighbour table, after a sweep of the configured subnets. See the package's DESIGN.md. */
@Startup
@ApplicationScoped
public class ArpSource implements NeighbourSource {
    private static final int MOST_ADDRESSES = 8192;
    private static final Path KERNEL = Path.of("/proc/net/arp");

    private final ArpConfig config;
    private final List<String> addresses;
    private final List<Path> tables;
    private volatile long lastSweep;
    private volatile boolean swept;

    /**
     * @throws IllegalArgumentException naming the property, if a subnet is none or too large
     */
    public ArpSource(ArpConfig config) {
        this.config = config;
        this.addresses = addresses(config.subnets().orElse(List.of()));
        this.tables = config.table().orElse(addresses.isEmpty() ? List.of() : List.of(KERNEL));
    }

    private static List<String> addresses(List<String> subnets) {
        try {
            List<String> all = subnets.stream()
                    .map(Subnet::parse)
                    .flatMap(subnet -> subnet.addresses().stream())
                    .distinct()
                    .toList();
            if (all.size() > MOST_ADDRESSES) {
                throw new IllegalArgumentException(all.size() + " addresses are too many: at most " + MOST_ADDRESSES);
            }
            return all;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("labkeeper.address.arp.subnets: " + e.getMessage(), e);
        }
    }

    @Override
    public String word() {
        return "arp";
    }

    @Override
    public boolean configured() {
        return !tables.isEmpty();
    }

    /** Reading the table costs next to nothing; sweeps have a pause of their own. */
    @Override
    public Duration pause() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Uni<List<Neighbour>> read() {
        return sweepDue() ? sweep() : table();
    }

    private boolean sweepDue() {
        return !addresses.isEmpty()
                && (!swept
                        || System.nanoTime() - lastSweep >= config.sweepPause().toNanos());
    }

    private Uni<List<Neighbour>> sweep() {
        lastSweep = System.nanoTime();
        swept = true;
        return Uni.createFrom()
                .item(this::open)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(nudger -> new Sweeper(
                                new Sweep(addresses, config.patience(), config.settle()), nudger, this::readTables)
                        .run())
                .ifNoItem()
                .after(config.limit())
                .recoverWithUni(this::table);
    }

    private Nudger open() {
        try {
            return new Nudger(config.port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Uni<List<Neighbour>> table() {
        return Uni.createFrom().item(this::readTables).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private List<Neighbour> readTables() {
        List<Neighbour> all = new ArrayList<>();
        for (Path table : tables) {
            try {
                all.addAll(ArpTable.read(table));
            } catch (IOException e) {
                throw new UncheckedIOException("labkeeper.address.arp.table: " + e, e);
            }
        }
        return all;
    }
}
