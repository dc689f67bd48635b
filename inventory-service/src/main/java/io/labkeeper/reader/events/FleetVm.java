package io.labkeeper.reader.events;

import io.labkeeper.inventory.VmKey;
import io.labkeeper.inventory.VmMetrics;
import io.labkeeper.reader.view.VmEntry;

/** A VM as it was last told, or that it is gone. Belongs to the thread of {@link EventHub}. */
final class FleetVm {
    private final VmKey key;
    private VmEntry entry;
    private Look look;
    private long hash;
    private long changedAt;
    private VmMetrics metrics;
    private long metricsAt;
    private byte[] metricsJson;

    FleetVm(VmKey key) {
        this.key = key;
    }

    VmKey key() {
        return key;
    }

    /** Null if it is gone. */
    VmEntry entry() {
        return entry;
    }

    boolean gone() {
        return entry == null;
    }

    /** Of all that it shows; 0 if it is gone. */
    long hash() {
        return hash;
    }

    /** Where in the row of all changes its last one stands. */
    long changedAt() {
        return changedAt;
    }

    VmMetrics metrics() {
        return metrics;
    }

    /** The publication in which its metrics last differed. */
    long metricsAt() {
        return metricsAt;
    }

    /** These metrics, ready to be sent. */
    byte[] metricsJson() {
        return metricsJson;
    }

    /** Takes the newest entry; true if it shows something else than before. */
    boolean shows(VmEntry newest, Look now) {
        entry = newest;
        if (now.sameAs(look)) {
            return false;
        }
        look = now;
        long mixed = Hashes.spread(now.hash(), key);
        boolean differs = mixed != hash;
        hash = mixed;
        return differs;
    }

    void isGone() {
        entry = null;
        look = null;
        hash = 0;
        metrics = null;
        metricsJson = null;
    }

    void changedAt(long position) {
        changedAt = position;
    }

    void measured(VmMetrics now, byte[] json, long publication) {
        metrics = now;
        metricsJson = json;
        metricsAt = publication;
    }

    /** Hashes whose sum tells a set. */
    private static final class Hashes {
        private Hashes() {}

        static long spread(long hash, VmKey key) {
            long mixed = hash ^ (key.clusterId().hashCode() * 31L + key.vmid()) * 0x9E3779B97F4A7C15L;
            mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
            long spread = mixed ^ (mixed >>> 31);
            return spread == 0 ? 1 : spread;
        }
    }
}
