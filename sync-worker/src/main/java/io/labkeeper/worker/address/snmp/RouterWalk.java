package io.labkeeper.worker.address.snmp;

import io.labkeeper.worker.address.Neighbour;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.snmp4j.CommunityTarget;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.util.DefaultPDUFactory;
import org.snmp4j.util.TableUtils;

/** Reads both tables of a router, one after the other, many rows with each question (GETBULK). */
final class RouterWalk {
    private static final Logger LOG = Logger.getLogger(RouterWalk.class);
    /** Rows of three short columns in one answer: it stays within one packet of 1500 bytes. */
    private static final int ROWS_PER_ANSWER = 12;

    private final Snmp snmp;
    private final SnmpConfig config;

    RouterWalk(Snmp snmp, SnmpConfig config) {
        this.snmp = snmp;
        this.config = config;
    }

    /** Fails if the router does not answer in time; a table that it does not have is empty. */
    Uni<List<Neighbour>> walk(Router router) {
        return Uni.createFrom()
                .item(() -> target(router))
                // Resolving the name and reading the community may block.
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(target -> both(router, target))
                .ifNoItem()
                .after(config.limit())
                .failWith(() -> new IOException("not read whole within " + config.limit()));
    }

    private Uni<List<Neighbour>> both(Router router, CommunityTarget<UdpAddress> target) {
        return table(router, target, RouterTable.PHYSICAL)
                .chain(newer -> table(router, target, RouterTable.MEDIA).map(older -> joined(newer, older)));
    }

    private static List<Neighbour> joined(List<Neighbour> newer, List<Neighbour> older) {
        List<Neighbour> all = new ArrayList<>(newer);
        all.addAll(older);
        return all;
    }

    private Uni<List<Neighbour>> table(Router router, CommunityTarget<UdpAddress> target, RouterTable table) {
        return Uni.createFrom()
                .<RowCollector.Walked>emitter(done -> tables().getTable(
                                target,
                                table.columns(),
                                new RowCollector(table, config.maxRows(), done),
                                null,
                                null,
                                null))
                .invoke(walked -> {
                    if (walked.cut()) {
                        LOG.warnf(
                                "source=snmp router=%s has more than %d rows; the others are left out",
                                router, config.maxRows());
                    }
                })
                .map(RowCollector.Walked::neighbours);
    }

    private TableUtils tables() {
        TableUtils tables = new TableUtils(snmp, new DefaultPDUFactory(PDU.GETBULK));
        tables.setMaxNumRowsPerPDU(ROWS_PER_ANSWER);
        return tables;
    }

    private CommunityTarget<UdpAddress> target(Router router) {
        try {
            CommunityTarget<UdpAddress> target = new CommunityTarget<>(
                    new UdpAddress(InetAddress.getByName(router.host()), router.port()),
                    new OctetString(router.community()));
            target.setVersion(SnmpConstants.version2c);
            target.setTimeout(config.timeout().toMillis());
            target.setRetries(config.retries());
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
