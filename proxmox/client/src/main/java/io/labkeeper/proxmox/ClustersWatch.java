package io.labkeeper.proxmox;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Decides what becomes of the clusters file as it is read again and again. What is new counts when it was read twice alike, lest a
 * file that is being written be taken half. A bad file changes nothing: it is refused as a whole, with one warning for each new
 * complaint, and the last good one stays in force. So it is with one that suddenly names no cluster at all, which is a mistake far more
 * often than a wish; a process that starts with it believes it. Used by one thread at a time.
 */
final class ClustersWatch {

    private static final Logger LOG = Logger.getLogger(ClustersWatch.class);

    private static final String NONE =
            "it names no cluster any more, which is taken for a mistake; if it is none, restart with it";

    private final Supplier<List<ProxmoxCluster>> reader;
    private final Consumer<List<ProxmoxCluster>> taker;
    private Reading inForce;
    private Reading last;
    private volatile String complaint;

    /** @param complaint null if the file is good */
    private record Reading(List<ProxmoxCluster> clusters, String complaint) {}

    /**
     * @param inForce what was read at start
     * @param reader fails with {@link BadClustersFileException} if the file is bad
     * @param taker puts clusters into force
     */
    ClustersWatch(
            List<ProxmoxCluster> inForce, Supplier<List<ProxmoxCluster>> reader, Consumer<List<ProxmoxCluster>> taker) {
        this.inForce = new Reading(inForce, null);
        this.last = this.inForce;
        this.reader = reader;
        this.taker = taker;
    }

    /**
     * Reads the file; blocks on the disk.
     *
     * @return whether something new was seen that is to be read once more, soon
     */
    boolean look() {
        Reading now = read();
        boolean settled = now.equals(last);
        last = now;
        if (!settled) {
            return !now.equals(inForce) || complaint != null;
        }
        if (now.complaint() != null) {
            refuse(now.complaint());
        } else {
            accept(now);
        }
        return false;
    }

    /** Why the file, as it lies there, is not in force. */
    Optional<String> refused() {
        return Optional.ofNullable(complaint);
    }

    private Reading read() {
        try {
            List<ProxmoxCluster> clusters = reader.get();
            return clusters.isEmpty() && !inForce.clusters().isEmpty()
                    ? new Reading(List.of(), NONE)
                    : new Reading(clusters, null);
        } catch (BadClustersFileException e) {
            return new Reading(List.of(), e.getMessage());
        }
    }

    private void refuse(String why) {
        if (!why.equals(complaint)) {
            LOG.warnf("the clusters file is refused, the last good one stays in force: %s", why);
        }
        complaint = why;
    }

    private void accept(Reading good) {
        if (complaint != null) {
            LOG.info("the clusters file is good again");
        }
        complaint = null;
        if (!good.equals(inForce)) {
            taker.accept(good.clusters());
            inForce = good;
        }
    }
}
