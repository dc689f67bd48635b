package io.labkeeper.worker.draft;

import io.labkeeper.inventory.Address;
import io.labkeeper.inventory.Trouble;
import io.labkeeper.inventory.Vm;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmRecord.ObservedSource;
import io.labkeeper.inventory.VmStatus;
import java.time.Instant;
import java.util.List;

/** A record being changed field by field: what is not set stays as it was. */
public final class VmDraft {
    private final String clusterId;
    private final int vmid;
    private final String type;
    private final long revision;
    private String name;
    private String node;
    private VmStatus status = VmStatus.UNKNOWN;
    private Address chosen;
    private String mac;
    private String category = "other";
    private long memory;
    private int cores;
    private long diskSize;
    private boolean template;
    private List<String> tags = List.of();
    private String lock;
    private boolean rdp;
    private boolean ssh;
    private Instant lastUpdated;
    private Trouble syncError;
    private String birth;
    private Instant bootTime;
    private String rawStatus = "unknown";
    private Instant observedAt;
    private ObservedSource observedSource = ObservedSource.LIST;
    private String confirmedAction;
    private String staleReason;
    private String syncErrorDetail;
    private List<Address> addresses = List.of();
    private List<String> macs = List.of();
    private String pool;
    private boolean ha;

    private VmDraft(String clusterId, int vmid, String type, long revision) {
        this.clusterId = clusterId;
        this.vmid = vmid;
        this.type = type;
        this.revision = revision;
    }

    /** A VM of which nothing is known yet. */
    public static VmDraft unknown(String clusterId, int vmid, String type) {
        return new VmDraft(clusterId, vmid, type, 0);
    }

    /** The record as it is. */
    public static VmDraft of(VmRecord record) {
        Vm vm = record.vm();
        VmRecord.Internal internal = record.internal();
        VmDraft draft = new VmDraft(vm.clusterId(), vm.vmid(), vm.type(), record.revision());
        draft.name = vm.name();
        draft.node = vm.node();
        draft.status = vm.status();
        draft.chosen = vm.ip() == null ? null : new Address(vm.ip(), vm.mac(), vm.ipSource(), vm.ipUpdatedAt());
        draft.mac = vm.mac();
        draft.category = vm.category();
        draft.memory = vm.memory();
        draft.cores = vm.cores();
        draft.diskSize = vm.diskSize();
        draft.template = vm.isTemplate();
        draft.tags = vm.tags();
        draft.lock = vm.lock();
        draft.rdp = vm.rdpAvailable();
        draft.ssh = vm.sshAvailable();
        draft.lastUpdated = vm.lastUpdated();
        draft.syncError = vm.syncError();
        draft.internal(internal);
        return draft;
    }

    private void internal(VmRecord.Internal internal) {
        birth = internal.birth();
        bootTime = internal.bootTime();
        rawStatus = internal.rawStatus();
        observedAt = internal.observedAt();
        observedSource = internal.observedSource();
        confirmedAction = internal.confirmedAction();
        staleReason = internal.staleReason();
        syncErrorDetail = internal.syncErrorDetail();
        addresses = internal.addresses();
        macs = internal.macs();
        pool = internal.pool();
        ha = internal.ha();
    }

    public VmDraft name(String value) {
        name = value;
        return this;
    }

    public VmDraft node(String value) {
        node = value;
        return this;
    }

    /**
     * @param raw Proxmox's word for it
     * @param bootedAt null unless it runs
     */
    public VmDraft power(VmStatus value, String raw, Instant bootedAt) {
        status = value;
        rawStatus = raw;
        bootTime = bootedAt;
        return this;
    }

    public VmDraft category(String value) {
        category = value;
        return this;
    }

    /**
     * @param memoryMb assigned
     * @param diskBytes of the first disk
     */
    public VmDraft size(long memoryMb, int coreCount, long diskBytes) {
        memory = memoryMb;
        cores = coreCount;
        diskSize = diskBytes;
        return this;
    }

    public VmDraft template(boolean value) {
        template = value;
        return this;
    }

    public VmDraft tags(List<String> value) {
        tags = value;
        return this;
    }

    public VmDraft lock(String value) {
        lock = value;
        return this;
    }

    public VmDraft pool(String value) {
        pool = value;
        return this;
    }

    public VmDraft ha(boolean value) {
        ha = value;
        return this;
    }

    /** Whether Remote Desktop and SSH answer. */
    public VmDraft reachable(boolean overRdp, boolean overSsh) {
        rdp = overRdp;
        ssh = overSsh;
        return this;
    }

    public VmDraft lastUpdated(Instant value) {
        lastUpdated = value;
        return this;
    }

    /**
     * @param trouble null: nothing went wrong
     * @param detail Proxmox's own text
     */
    public VmDraft syncError(Trouble trouble, String detail) {
        syncError = trouble;
        syncErrorDetail = detail;
        return this;
    }

    public VmDraft birth(String value) {
        birth = value;
        return this;
    }

    public VmDraft observed(Instant at, ObservedSource source) {
        observedAt = at;
        observedSource = source;
        return this;
    }

    public VmDraft confirmedAction(String value) {
        confirmedAction = value;
        return this;
    }

    public VmDraft staleReason(String value) {
        staleReason = value;
        return this;
    }

    /**
     * @param all what is known
     * @param best the one that users see, one of {@code all}, null if there is none
     * @param interfaces MACs of all interfaces, in order
     */
    public VmDraft addresses(List<Address> all, Address best, List<String> interfaces) {
        addresses = all;
        chosen = best;
        macs = interfaces;
        String first = interfaces.isEmpty() ? null : interfaces.get(0);
        mac = best == null || best.mac() == null ? first : best.mac();
        return this;
    }

    public VmRecord build() {
        Vm vm = new Vm(
                clusterId,
                vmid,
                name,
                node,
                status,
                chosen == null ? null : chosen.ip(),
                chosen == null ? null : chosen.source(),
                chosen == null ? null : chosen.seenAt(),
                mac,
                type,
                category,
                memory,
                cores,
                diskSize,
                template,
                tags,
                lock,
                rdp,
                ssh,
                lastUpdated,
                syncError);
        return new VmRecord(
                revision,
                vm,
                new VmRecord.Internal(
                        birth,
                        bootTime,
                        rawStatus,
                        observedAt,
                        observedSource,
                        confirmedAction,
                        staleReason,
                        syncErrorDetail,
                        addresses,
                        macs,
                        pool,
                        ha));
    }
}
