package io.labkeeper.worker.address;

import io.labkeeper.inventory.Trouble;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.proxmox.GuestType;
import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.time.DatabaseClock;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The guests of one cluster as sources of their addresses: the guest agent of a VM, Proxmox's own look into a container.
 * Remembers for a short time who had nothing to say, which nobody said whose question or answer was lost on the way.
 */
public final class AddressSource {
    private final ProxmoxClient client;
    private final DatabaseClock clock;
    private final Duration negativeTtl;
    private final Map<Integer, Instant> silentUntil = new ConcurrentHashMap<>();

    public AddressSource(ProxmoxClient client, DatabaseClock clock, Duration negativeTtl) {
        this.client = client;
        this.clock = clock;
        this.negativeTtl = negativeTtl;
    }

    /** Whether this VM had nothing to say just now. */
    public boolean recentlySilent(int vmid) {
        Instant until = silentUntil.get(vmid);
        return until != null && until.isAfter(clock.now());
    }

    /** Asks the guest; fails as the client does, see {@link #failed}. Takes up to 8 s where an agent hangs. */
    public Uni<LookUp> ask(VmRecord record) {
        int vmid = record.vm().vmid();
        GuestType type = GuestType.LXC.word().equals(record.vm().type()) ? GuestType.LXC : GuestType.QEMU;
        String source = type == GuestType.LXC ? "lxc" : "agent";
        List<String> macs = record.internal().macs();
        return client.interfaces(new GuestRef(record.vm().node(), type, vmid))
                .<LookUp>map(
                        reported -> new LookUp.Answered(GuestAddresses.usable(reported, macs, source, clock.now())))
                .invoke(answer -> remember(vmid, answer));
    }

    /** What it says of the guest that asking it has failed so. */
    public LookUp failed(VmRecord record, ProxmoxException failure) {
        LookUp answer = explain(failure);
        remember(record.vm().vmid(), answer);
        return answer;
    }

    private void remember(int vmid, LookUp answer) {
        if (answer instanceof LookUp.Answered answered && !answered.addresses().isEmpty()) {
            silentUntil.remove(vmid);
        } else if (!(answer instanceof LookUp.Lost) && !(answer instanceof LookUp.NodeAway)) {
            Instant now = clock.now();
            silentUntil.values().removeIf(until -> until.isBefore(now));
            silentUntil.put(vmid, now.plus(negativeTtl));
        }
    }

    /** Proxmox says 500 for every agent that does not answer; only the text tells why (qemu-server Agent.pm). */
    static LookUp explain(ProxmoxException failure) {
        String words = String.valueOf(failure.getMessage());
        if (failure instanceof ProxmoxException.ServerError) {
            boolean usual = words.contains("No QEMU guest agent configured")
                    || words.contains("guest agent is not running")
                    || words.contains("is not running");
            return usual ? new LookUp.Silent() : failed("agent_timeout", "The guest agent does not answer.", words);
        }
        if (failure instanceof ProxmoxException.Forbidden) {
            return failed("agent_forbidden", "The API token may not ask the guest agent.", words);
        }
        if (failure instanceof ProxmoxException.TimedOut) {
            return failed("agent_timeout", "The guest agent does not answer.", words);
        }
        if (failure instanceof ProxmoxException.NodeUnreachable) {
            return new LookUp.NodeAway();
        }
        return failure instanceof ProxmoxException.BadParameter ? new LookUp.Silent() : new LookUp.Lost();
    }

    private static LookUp failed(String code, String message, String detail) {
        return new LookUp.Failed(new Trouble(code, message), detail);
    }
}
