package io.labkeeper.worker.observe;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmRecord.ObservedSource;
import io.labkeeper.inventory.VmStatus;
import io.labkeeper.proxmox.GuestRow;
import io.labkeeper.proxmox.GuestStatus;
import io.labkeeper.proxmox.GuestType;
import io.labkeeper.worker.address.AddressChoice;
import io.labkeeper.worker.draft.VmDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * From Proxmox's words to ours. Pure: what was known, what was seen, what may be fresher than that. What the observation does
 * not tell stays as it was known.
 */
public final class Translation {
    private static final String NODE_OFFLINE = "node_offline";
    private static final long MIB = 1L << 20;
    private static final List<String> GUEST_SOURCES = List.of("agent", "lxc", "arp", "snmp");

    private Translation() {}

    /**
     * A row of the list.
     *
     * @param known the record so far, null for a VM that was not known
     */
    public static VmRecord fromList(String clusterId, GuestRow row, VmRecord known, Snapshot list, Freshness fresher) {
        VmRecord before = sameKind(row, known) ? known : null;
        int vmid = row.ref().vmid();
        VmDraft draft = before == null
                ? VmDraft.unknown(clusterId, vmid, row.ref().type().word())
                        .category(Category.of(row.ref().type(), null))
                : VmDraft.of(before);
        draft.name(name(row, before))
                .node(row.ref().node())
                .template(row.template() || before != null && before.vm().isTemplate() && !row.hasStatistics())
                .tags(row.tags())
                .lock(row.lock())
                .pool(row.pool())
                .ha(row.hastate() != null);
        size(draft, row, before);
        power(draft, row, before, list, fresher);
        return settle(draft.build(), before);
    }

    /**
     * The VM itself was asked.
     *
     * @param endedAction the newest ended action that this was begun after, null if there is none
     * @param fresher what is known of other looks: one that was begun later and answered sooner is the one to believe, and
     *     confirms the action as well
     */
    public static VmRecord fromStatus(
            VmRecord known, GuestStatus seen, Instant beganAt, String endedAction, Freshness fresher) {
        if (fresher.withLook(ownLook(known)).lookedAfter(beganAt)) {
            return confirmed(VmDraft.of(known), known, endedAction).build();
        }
        VmStatus status = StatusWords.status(seen.word(), seen.lock());
        Instant boot = boot(status, seen.uptime(), known.internal().bootTime(), beganAt, Duration.ZERO);
        VmDraft draft = VmDraft.of(known)
                .power(status, seen.word(), boot)
                .lock(seen.lock())
                .ha(seen.haManaged())
                .staleReason(null)
                .observed(beganAt, ObservedSource.CURRENT);
        return settle(confirmed(draft, known, endedAction).build(), known);
    }

    private static VmDraft confirmed(VmDraft draft, VmRecord known, String endedAction) {
        return endedAction == null
                ? draft
                : draft.confirmedAction(newer(known.internal().confirmedAction(), endedAction));
    }

    /**
     * Whether the VM was started, or started again, between the two records. A live migration, too, resets the uptime, but
     * restarts nothing; whatever else brings a running guest to another node has started it there.
     */
    public static boolean started(VmRecord before, VmRecord after) {
        if (after.vm().status() != VmStatus.RUNNING) {
            return false;
        }
        if (before == null || down(before.vm().status())) {
            return true;
        }
        if (!before.vm().node().equals(after.vm().node())) {
            return !mayMoveLive(before);
        }
        Instant boot = before.internal().bootTime();
        return boot != null && BootTime.restarted(boot, after.internal().bootTime());
    }

    /**
     * A container that is moved is stopped and started (pve-container, restart migration), and so is what HA recovers from a node that is
     * away: its memory was lost with the node.
     */
    private static boolean mayMoveLive(VmRecord before) {
        return Configuration.type(before) == GuestType.QEMU
                && !NODE_OFFLINE.equals(before.internal().staleReason());
    }

    private static boolean down(VmStatus status) {
        return status == VmStatus.STOPPED || status == VmStatus.SUSPENDED;
    }

    private static boolean sameKind(GuestRow row, VmRecord known) {
        return known != null && known.vm().type().equals(row.ref().type().word());
    }

    /** A guest without a live statistics record has no name in the list; neither has a new one, for up to 10 s. */
    private static String name(GuestRow row, VmRecord before) {
        if (row.name() != null && !row.name().isBlank()) {
            return row.name();
        }
        if (before != null) {
            return before.vm().name();
        }
        return standIn(row.ref().type(), row.ref().vmid());
    }

    /** What a guest is called whose name was never told; Proxmox's own words for one without a name. */
    static String standIn(GuestType type, int vmid) {
        return (type == GuestType.LXC ? "CT" : "VM ") + vmid;
    }

    private static void size(VmDraft draft, GuestRow row, VmRecord before) {
        OptionalDouble cores = row.maxcpu();
        draft.size(
                mib(row.maxmem(), before == null ? 0 : before.vm().memory()),
                cores.isPresent()
                        ? (int) Math.ceil(cores.getAsDouble())
                        : before == null ? 0 : before.vm().cores(),
                row.maxdisk().orElse(before == null ? 0 : before.vm().diskSize()));
    }

    private static long mib(OptionalLong bytes, long otherwise) {
        return bytes.isPresent() ? bytes.getAsLong() / MIB : otherwise;
    }

    private static void power(VmDraft draft, GuestRow row, VmRecord before, Snapshot list, Freshness fresher) {
        Freshness fresh = before == null ? fresher : fresher.withLook(ownLook(before));
        String confirmed = fresh.confirmedBy(list.beganAt());
        if (confirmed != null && before != null) {
            draft.confirmedAction(newer(before.internal().confirmedAction(), confirmed));
        }
        if (list.offline(row.ref().node())) {
            draft.power(
                            VmStatus.UNKNOWN,
                            row.status(),
                            before == null ? null : before.internal().bootTime())
                    .staleReason(NODE_OFFLINE)
                    .observed(list.beganAt(), ObservedSource.LIST);
            return;
        }
        if (before != null && fresh.doubts(list.beganAt())) {
            if (Unlisted.is(before)) {
                draft.staleReason(null);
            }
            if (moved(row, before)) {
                draft.power(
                        before.vm().status(),
                        before.internal().rawStatus(),
                        bootBeforeMove(before.vm().status(), before));
            }
            return;
        }
        VmStatus status = StatusWords.status(row.status(), row.lock());
        draft.power(status, row.status(), listedBoot(row, status, before, list))
                .staleReason(staleReason(row, before, list))
                .observed(list.beganAt(), ObservedSource.LIST);
    }

    private static String staleReason(GuestRow row, VmRecord before, Snapshot list) {
        if (list.unreachable().contains(row.ref().node())) {
            return "node_unreachable";
        }
        return row.hasStatistics() || before == null ? null : "statistics_expired";
    }

    static Instant ownLook(VmRecord before) {
        return before.internal().observedSource() == ObservedSource.CURRENT
                ? before.internal().observedAt()
                : null;
    }

    private static Instant listedBoot(GuestRow row, VmStatus status, VmRecord before, Snapshot list) {
        if (before != null && moved(row, before)) {
            return bootBeforeMove(status, before);
        }
        if (before != null && stillMoving(before, list.beganAt())) {
            return null;
        }
        Instant known = before == null ? null : before.internal().bootTime();
        Instant boot = boot(status, row.uptime(), known, list.beganAt(), Freshness.LAG);
        boolean standsStill = known != null
                && BootTime.restarted(known, boot)
                && list.last()
                        .ruleOutRestart(row, list.beganAt(), before.internal().staleReason() != null);
        return standsStill ? known : boot;
    }

    /** A guest in a state that tells nothing ("io-error", "prelaunch") was started when it was. */
    private static Instant boot(VmStatus status, OptionalLong uptime, Instant known, Instant beganAt, Duration lag) {
        if (down(status)) {
            return null;
        }
        return StatusWords.alive(status) && uptime.isPresent()
                ? BootTime.of(beganAt, uptime.getAsLong(), known, lag)
                : known;
    }

    /**
     * A live migration begins the uptime anew, and the list shows the new node at once, the new uptime only later. In between
     * it cannot be told when the guest was started; taken from the old uptime, the new one would look like a restart.
     */
    private static boolean moved(GuestRow row, VmRecord before) {
        return !before.vm().node().equals(row.ref().node());
    }

    /**
     * What is known of its start once it has moved. A guest that has left its node other than live and is not seen running yet is seen
     * to be started later, by a boot time that is newer than the old one.
     */
    private static Instant bootBeforeMove(VmStatus status, VmRecord before) {
        return status == VmStatus.UNKNOWN && !mayMoveLive(before)
                ? before.internal().bootTime()
                : null;
    }

    /** Whether this list may still show the old uptime of a guest that was seen to have moved. */
    private static boolean stillMoving(VmRecord before, Instant beganAt) {
        return before.internal().bootTime() == null
                && !down(before.vm().status())
                && before.internal().observedAt().plus(Freshness.LAG).isAfter(beganAt);
    }

    private static String newer(String one, String other) {
        return one == null || one.compareTo(other) < 0 ? other : one;
    }

    /**
     * A VM that was stopped or started may come back with another address: only what is configured is still believed. Whether its
     * ports answer is asked anew by the next full sync. What its agent failed at is over too, but not that its configuration cannot
     * be read.
     */
    private static VmRecord settle(VmRecord after, VmRecord before) {
        if (before == null || !(down(after.vm().status()) || started(before, after))) {
            return after;
        }
        List<Address> left = AddressChoice.merge(after.internal().addresses(), List.of(), GUEST_SOURCES);
        VmDraft draft = VmDraft.of(after)
                .addresses(
                        left,
                        choice(after.internal().macs(), left),
                        after.internal().macs());
        return AddressFindings.withoutAgentTrouble(draft, after)
                .reachable(false, false)
                .build();
    }

    static Address choice(List<String> macs, List<Address> addresses) {
        return AddressChoice.choose(macs, addresses).orElse(null);
    }
}
