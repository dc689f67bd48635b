package io.labkeeper.actions.lifecycle;

import io.labkeeper.action.ActionKind;
import io.labkeeper.inventory.VmKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What somebody asked for. It never changes.
 *
 * @param timeout how long Proxmox shall wait for the guest; Proxmox's own default if empty
 * @param force shutdown only: stop the guest if it does not obey
 * @param overrule stop only: end a waiting shutdown first
 * @param requestedBy the caller's name
 * @param requestedAt database time
 */
public record Wish(
        VmKey vm,
        ActionKind kind,
        Optional<Duration> timeout,
        boolean force,
        boolean overrule,
        String requestedBy,
        Instant requestedAt) {}
