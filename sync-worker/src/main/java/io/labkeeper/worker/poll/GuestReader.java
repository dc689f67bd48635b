package io.labkeeper.worker.poll;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.GuestConfig;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.worker.address.AddressConfig;
import io.labkeeper.worker.address.AddressSource;
import io.labkeeper.worker.address.LookUp;
import io.labkeeper.worker.observe.AddressFindings;
import io.labkeeper.worker.observe.Configuration;
import io.labkeeper.worker.reconcile.ChangeSet;
import io.labkeeper.worker.reconcile.Diff;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Reads what is asked guest by guest, a few at a time, and writes what it brings as it comes, so that one guest that hangs
 * does not hold the others back. One guest's failure is kept with that guest; a refused token is none of theirs and ends the
 * reading, since whoever is asked next would be refused as well.
 */
final class GuestReader {
    private static final int BATCH = 100;
    private static final Duration BATCH_TIME = Duration.ofSeconds(1);

    private final Watched cluster;
    private final AddressSource addresses;
    private final AddressConfig config;
    private final Set<Integer> unanswered = ConcurrentHashMap.newKeySet();

    GuestReader(Watched cluster, AddressConfig config) {
        this.cluster = cluster;
        this.addresses = new AddressSource(cluster.client(), cluster.clock(), config.negativeTtl());
        this.config = config;
    }

    /**
     * What one guest's answer makes of its record.
     *
     * @param asked the record when it was asked
     * @param apply from the record as it is now to what it becomes; null for no change
     */
    private record Finding(VmRecord asked, UnaryOperator<VmRecord> apply) {}

    /** Whether this VM had no address to tell just now. */
    boolean recentlySilent(VmRecord record) {
        return addresses.recentlySilent(record.vm().vmid());
    }

    /**
     * Reads these configurations; fails with {@link ProxmoxException.Unauthorized} if the token is refused. Who is on a node that is
     * found away meanwhile is still to be read.
     */
    Uni<Void> configurations(List<VmRecord> wanted) {
        return configurations(wanted, () -> true, record -> {});
    }

    /**
     * The same while there is time.
     *
     * @param time whether there is still time to ask anybody
     * @param leftOut is told of who was not asked
     */
    Uni<Void> configurations(List<VmRecord> wanted, BooleanSupplier time, Consumer<VmRecord> leftOut) {
        InTurn inTurn = inTurn(time, record -> {
            if (!cluster.askable(record.vm().node())) {
                unanswered.add(record.vm().vmid());
            }
            leftOut.accept(record);
        });
        return written(wanted.size(), inTurn.ask(wanted, this::configuration));
    }

    /** Reads a configuration though its node is away, to find out whether it still is; fails as {@link #configurations} does. */
    Uni<Void> probe(VmRecord record) {
        return written(1, configuration(record).toMulti());
    }

    /**
     * Looks these VMs' addresses up; fails as {@link #configurations} does. Who is on a node that is found away meanwhile is looked up
     * by the next full sync.
     */
    Uni<Void> addresses(List<VmRecord> wanted) {
        return addresses(wanted, () -> true, record -> {});
    }

    /**
     * The same while there is time.
     *
     * @param time whether there is still time to ask anybody
     * @param leftOut is told of who was not asked
     */
    Uni<Void> addresses(List<VmRecord> wanted, BooleanSupplier time, Consumer<VmRecord> leftOut) {
        return written(wanted.size(), inTurn(time, leftOut).ask(wanted, this::address));
    }

    private InTurn inTurn(BooleanSupplier time, Consumer<VmRecord> leftOut) {
        return new InTurn(config.concurrency(), node -> time.getAsBoolean() && cluster.askable(node), leftOut);
    }

    private Uni<Void> written(int most, Multi<Finding> found) {
        if (most == 0) {
            return Uni.createFrom().voidItem();
        }
        return found.group()
                .intoLists()
                .of(BATCH, BATCH_TIME)
                // A batch that is due by time does not wait until the one before is written.
                .onOverflow()
                .buffer(most)
                .onItem()
                .transformToUniAndConcatenate(this::write)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> write(List<Finding> findings) {
        return cluster.reconciler()
                .change(state -> changes(state.vms(), findings))
                .replaceWithVoid();
    }

    private static ChangeSet changes(Map<Integer, VmRecord> known, List<Finding> findings) {
        List<VmRecord> observed = findings.stream()
                .map(finding -> applied(known.get(finding.asked().vm().vmid()), finding))
                .filter(Objects::nonNull)
                .toList();
        return Diff.between(known, observed, List.of());
    }

    /** An answer about a guest that is gone or has become another one meanwhile says nothing about the one that is there. */
    private static VmRecord applied(VmRecord now, Finding finding) {
        boolean same =
                now != null && now.vm().type().equals(finding.asked().vm().type());
        return same ? finding.apply().apply(now) : null;
    }

    private Uni<Finding> configuration(VmRecord record) {
        return cluster.heard(record.vm().node(), cluster.client().config(Watched.ref(record)))
                .map(read -> new Finding(record, now -> configured(now, read)))
                .onFailure(GuestReader::ofOneGuest)
                .recoverWithItem(failure -> notConfigured(record, (ProxmoxException) failure));
    }

    /** What says nothing of the guest leaves no mark on it, so it is remembered here that it is still to be read. */
    private Finding notConfigured(VmRecord record, ProxmoxException failure) {
        if (Configuration.passes(failure)) {
            unanswered.add(record.vm().vmid());
        }
        return new Finding(record, now -> Configuration.failed(now, failure));
    }

    /** Whose configuration could not be read since the last question, without any fault of theirs; each is told once. */
    List<Integer> unanswered() {
        List<Integer> told = List.copyOf(unanswered);
        unanswered.removeAll(told);
        return told;
    }

    private static boolean ofOneGuest(Throwable failure) {
        return failure instanceof ProxmoxException && !(failure instanceof ProxmoxException.Unauthorized);
    }

    private VmRecord configured(VmRecord now, GuestConfig read) {
        return Configuration.apply(now, read, cluster.clock().now(), config.ttl());
    }

    private Uni<Finding> address(VmRecord record) {
        return cluster.heard(record.vm().node(), addresses.ask(record))
                .onFailure(GuestReader::ofOneGuest)
                .recoverWithItem(failure -> addresses.failed(record, (ProxmoxException) failure))
                .map(answer -> new Finding(record, now -> addressed(now, record, answer)));
    }

    /** What a guest said before it was started anew may not hold any more. */
    private static VmRecord addressed(VmRecord now, VmRecord asked, LookUp answer) {
        boolean sameRun = Objects.equals(
                        now.internal().bootTime(), asked.internal().bootTime())
                && Objects.equals(now.internal().birth(), asked.internal().birth());
        return sameRun ? AddressFindings.apply(now, answer) : null;
    }
}
