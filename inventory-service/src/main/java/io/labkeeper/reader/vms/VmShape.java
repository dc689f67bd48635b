package io.labkeeper.reader.vms;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A virtual machine as a list shows it, for the OpenAPI document alone: the answers are put together from bytes that are ready. A test
 * compares the two.
 */
@Schema(name = "Vm", description = "A virtual machine; a member that is not known is null.")
public record VmShape(
        String clusterId,
        int vmid,
        String name,
        String node,

        @Schema(
                description =
                        "running, stopped, paused, suspended or unknown; the outcome of an action that has just ended counts")
        String status,

        String ip,

        @Schema(description = "agent, lxc, config, arp or snmp")
        String ipSource,

        Instant ipUpdatedAt,
        String mac,
        @Schema(description = "qemu or lxc") String type,
        @Schema(description = "windows, linux or other") String category,
        @Schema(description = "MiB") long memory,
        int cores,
        @Schema(description = "bytes") long diskSize,
        boolean isTemplate,
        List<String> tags,

        @Schema(description = "why Proxmox has locked it, such as backup")
        String lock,

        boolean rdpAvailable,
        boolean sshAvailable,
        Instant lastUpdated,

        @Schema(description = "why it could not be read in full")
        String syncError,

        String clusterName,
        @Schema(description = "seconds") Long uptime,
        @Schema(description = "per cent of its own cores") Double cpuUsage,
        @Schema(description = "per cent of its own memory") Double memoryUsage,
        Instant lastStatusCheck,

        @Schema(description = "whether it may no longer be so")
        boolean stale,

        String staleReason,

        @Schema(description = "the action that is open on it")
        Pending pendingAction) {

    /** An action that has not ended yet. */
    @Schema(name = "PendingAction")
    public record Pending(
            String id,
            String action,

            @Schema(description = "accepted, claimed, submitting or submitted")
            String state) {}

    /** A list of them. */
    @Schema(name = "VmPage")
    public record Page(
            List<VmShape> vms,

            @Schema(description = "inventory, or live if Proxmox was asked for this answer")
            String mode,

            @Schema(description = "whether anything in it may no longer be so")
            boolean stale,

            boolean isAdmin,
            @Schema(description = "of all pages together") int total,

            @Schema(description = "cursor of the next page; null if this is the last")
            String next) {}

    /** What a single one shows beyond the list. */
    @Schema(name = "VmDetails")
    public record Details(
            List<Address> addresses,
            List<String> macs,
            String pool,

            @Schema(description = "the last ten, the newest first; null while the database does not answer")
            List<Action> actions,

            @Schema(description = "for administrators; else left out")
            List<String> owners,

            @Schema(description = "Proxmox's own words, for administrators; else left out")
            String syncErrorDetail) {}

    /** One of its addresses. */
    @Schema(name = "VmAddress")
    public record Address(
            String ip,
            String mac,

            @Schema(description = "agent, lxc, config, arp or snmp")
            String source,

            Instant seenAt) {}

    /** One of its last actions. */
    @Schema(name = "VmAction")
    public record Action(
            String id,
            String batchId,
            String clusterId,
            int vmid,
            String action,
            String state,

            @Schema(description = "false if the wish was met already")
            Boolean changed,

            String requestedBy,
            Instant requestedAt,
            Instant startedAt,
            Instant finishedAt,
            Trouble error) {}

    /** Why an action failed. */
    @Schema(name = "VmActionError")
    public record Trouble(
            String code,
            String message,

            @Schema(description = "Proxmox's own words, for administrators; else left out")
            String detail) {}
}
