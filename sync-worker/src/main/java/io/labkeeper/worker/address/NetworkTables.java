package io.labkeeper.worker.address;

import io.labkeeper.time.DatabaseClock;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;

/** The sources in the network that are configured, shared by all clusters of this process; none by default. */
@ApplicationScoped
public class NetworkTables {
    private final List<SharedTable> tables;

    NetworkTables(@All List<NeighbourSource> sources, DatabaseClock clock) {
        this.tables = sources.stream()
                .filter(NeighbourSource::configured)
                .sorted(Comparator.comparing(source -> AddressChoice.trust(source.word())))
                .map(source -> new SharedTable(source, clock))
                .toList();
    }

    /** The most trusted first. */
    public List<SharedTable> inOrderOfTrust() {
        return tables;
    }
}
