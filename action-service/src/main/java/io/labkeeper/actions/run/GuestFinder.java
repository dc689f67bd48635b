package io.labkeeper.actions.run;

import io.labkeeper.actions.lifecycle.Action;
import io.labkeeper.actions.lifecycle.ErrorCode;
import io.labkeeper.actions.lifecycle.Failure;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.proxmox.ClusterResources;
import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.proxmox.GuestRow;
import io.labkeeper.proxmox.NodeRow;
import io.labkeeper.proxmox.ProxmoxClient;
import io.labkeeper.proxmox.ProxmoxException;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/**
 * Where a guest is, and how it stands there. Fails with {@link CannotAct} if there is nothing to act on, otherwise as the client
 * does.
 */
final class GuestFinder {
    private final ProxmoxClient client;
    private final ActionStore store;
    private final Action action;
    private final VmKey vm;
    private volatile String lastAsked;

    GuestFinder(ProxmoxClient client, ActionStore store, Action action) {
        this.client = client;
        this.store = store;
        this.action = action;
        this.vm = action.vm();
    }

    /** Asks where the inventory has it, and looks it up afresh if it is not there. */
    Uni<TrueState> now() {
        return store.lastKnown(action).chain(this::hereOrAnywhere);
    }

    private Uni<TrueState> hereOrAnywhere(Optional<GuestRef> known) {
        return known.map(ref -> at(ref).onFailure(GuestFinder::notThere).recoverWithUni(this::anywhere))
                .orElseGet(this::anywhere);
    }

    /** Asks there and nowhere else. */
    Uni<TrueState> at(GuestRef ref) {
        return Uni.createFrom()
                .deferred(() -> {
                    lastAsked = ref.node();
                    return client.status(ref);
                })
                .map(status -> new TrueState(ref, status));
    }

    /** The node that was asked last for the guest; null if none was. */
    String lastAsked() {
        return lastAsked;
    }

    /**
     * Looks up its node in the cluster's own list, where that is immediate, and asks there; for when another place was wrong. Not
     * without the inventory, which alone knows whether the number still is that of the VM that was meant.
     */
    Uni<TrueState> lookedUp() {
        return store.lastKnown(action).chain(this::anywhere);
    }

    private Uni<TrueState> anywhere() {
        return client.resources().map(this::find).chain(this::at);
    }

    private GuestRef find(ClusterResources resources) {
        GuestRef ref = resources.guests().stream()
                .map(GuestRow::ref)
                .filter(guest -> guest.vmid() == vm.vmid())
                .findFirst()
                .orElseThrow(() -> new CannotAct(Failure.of(ErrorCode.VM_GONE, "Proxmox no longer has the VM.")));
        boolean away = resources.nodes().stream()
                .filter(node -> node.node().equals(ref.node()))
                .anyMatch(node -> !online(node));
        if (away) {
            throw new CannotAct(nodeOffline(ref.node(), null));
        }
        return ref;
    }

    private static boolean online(NodeRow node) {
        return node.online();
    }

    static Failure nodeOffline(String node, String said) {
        return new Failure(ErrorCode.NODE_OFFLINE, "The VM's node " + node + " is offline.", said);
    }

    private static boolean notThere(Throwable failure) {
        return failure instanceof ProxmoxException.NodeUnreachable
                || (failure instanceof ProxmoxException.ServerError error && error.guestMissing());
    }
}
