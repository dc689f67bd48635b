package io.labkeeper.worker.poll;

import io.labkeeper.inventory.ClusterInventory;
import io.labkeeper.worker.address.AddressNeeds;
import io.labkeeper.worker.address.AddressTally;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Tells once per full sync how many addresses were known, missing, too old, and found: one line, always with the same keys. */
final class AddressReport {
    private static final Logger LOG = Logger.getLogger(AddressReport.class);

    private final Watched cluster;
    private final WorkerMetrics metrics;
    private final Duration ttl;

    AddressReport(Watched cluster, WorkerMetrics metrics, Duration ttl) {
        this.cluster = cluster;
        this.metrics = metrics;
        this.ttl = ttl;
    }

    /**
     * @param took from the begin of the sync
     */
    void tell(AddressNeeds needs, Duration took) {
        ClusterInventory state = cluster.reconciler().state();
        if (state == null) {
            return;
        }
        AddressTally tally =
                AddressTally.of(needs, state.vms(), ttl, cluster.clock().now());
        metrics.addresses(cluster.id(), tally);
        LOG.infof(
                "cluster=%s address_hits=%d address_misses=%d address_expired=%d"
                        + " found_agent=%d found_lxc=%d found_config=%d found_arp=%d found_snmp=%d duration_ms=%d",
                cluster.id(),
                tally.hits(),
                tally.misses(),
                tally.expired(),
                tally.found("agent"),
                tally.found("lxc"),
                tally.found("config"),
                tally.found("arp"),
                tally.found("snmp"),
                took.toMillis());
    }
}
