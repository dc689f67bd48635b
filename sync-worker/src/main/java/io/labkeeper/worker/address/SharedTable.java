package io.labkeeper.worker.address;

import io.labkeeper.time.DatabaseClock;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * A source in the network, read once for everybody who asks at the same time, and remembered for a while: neither the number
 * of VMs nor that of clusters makes it work more. What it did not know, or that it could not be read, is remembered no longer
 * than what it knew.
 */
public final class SharedTable {
    private static final Logger LOG = Logger.getLogger(SharedTable.class);

    private final NeighbourSource source;
    private final DatabaseClock clock;

    // All guarded by this.
    private Uni<Neighbours> running;
    private Neighbours last;
    private long lastNanos;
    private boolean failing;

    SharedTable(NeighbourSource source, DatabaseClock clock) {
        this.source = source;
        this.clock = clock;
    }

    /** arp or snmp. */
    public String source() {
        return source.word();
    }

    /**
     * What the source knows, read anew if the last reading was begun longer ago than this and than the source's own pause.
     * Never fails: a source that cannot be read knows nobody, and that is logged when it begins and when it ends.
     */
    public synchronized Uni<Neighbours> notOlderThan(Duration age) {
        Duration allowed = age.compareTo(source.pause()) < 0 ? source.pause() : age;
        if (last != null && System.nanoTime() - lastNanos < allowed.toNanos()) {
            return Uni.createFrom().item(last);
        }
        if (running == null) {
            running = read().memoize().indefinitely();
        }
        return running;
    }

    private Uni<Neighbours> read() {
        Instant began = clock.now();
        long nanos = System.nanoTime();
        return source.read()
                .invoke(read -> told(null))
                .onFailure()
                .invoke(this::told)
                .onFailure()
                .recoverWithItem(List.of())
                .map(read -> Neighbours.of(source.word(), began, read))
                .invoke(read -> keep(read, nanos))
                .onCancellation()
                .invoke(this::drop);
    }

    private synchronized void keep(Neighbours read, long nanos) {
        last = read;
        lastNanos = nanos;
        running = null;
    }

    private synchronized void drop() {
        running = null;
    }

    private synchronized void told(Throwable failure) {
        if (failure != null && !failing) {
            LOG.warnf("source=%s cannot be read: %s", source.word(), failure.getMessage());
        }
        if (failure == null && failing) {
            LOG.infof("source=%s can be read again", source.word());
        }
        failing = failure != null;
    }
}
