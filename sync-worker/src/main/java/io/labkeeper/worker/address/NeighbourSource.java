package io.labkeeper.worker.address;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;

/** A place in the network that knows which MAC has which address, for all clusters alike. */
public interface NeighbourSource {

    /** As it stands in {@link io.labkeeper.inventory.Address#source()}: arp or snmp. */
    String word();

    /** Whether there is anything to read. */
    boolean configured();

    /** For how long, at the least, what was read serves everybody who asks. */
    Duration pause();

    /**
     * Reads all of it, now. Ends within a time that the source's own settings bound, and never blocks the caller.
     *
     * @return fails if nothing at all could be read; part of it is no failure
     */
    Uni<List<Neighbour>> read();
}
