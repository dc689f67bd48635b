package io.labkeeper.action;

import io.labkeeper.inventory.VmKey;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * What readers must know of an action: carried by the feed, and polled from the table {@code action}.
 *
 * @param id UUID of version 7: a later action of the same VM has a greater text
 * @param version rises with each change of this action; the greater one wins
 * @param outcome the status that lies over the last observation once the action has succeeded; null for reboots, for guests
 *     under HA, and while the action is open or has not succeeded
 * @param at database time of the change; of the end, once ended
 */
public record ActionNotice(
        String id,
        String clusterId,
        int vmid,
        ActionKind kind,
        ActionPhase state,
        long version,
        VmStatus outcome,
        Instant at) {

    /**
     * @throws IllegalArgumentException if the id is no UUID or the time is missing: whoever has sent that was none of us, and what goes
     *     by it would be refused by Postgres for ever
     */
    public ActionNotice {
        if (id == null || !UUID.fromString(id).toString().equals(id) || at == null) {
            throw new IllegalArgumentException("not an action: " + id);
        }
    }

    /** The longest that an outcome may lie over the last observation without having been confirmed. */
    public static final Duration OVERLAY_LIMIT = Duration.ofSeconds(60);

    public VmKey key() {
        return new VmKey(clusterId, vmid);
    }

    /**
     * Whether this action's outcome is what users must see instead of the record: it has succeeded, the record has not been
     * confirmed by an observation made after the end, and the limit has not passed.
     *
     * @param now database time
     */
    public boolean liesOver(VmRecord record, Instant now) {
        String confirmed = record.internal().confirmedAction();
        return outcome != null
                && state == ActionPhase.SUCCEEDED
                && (confirmed == null || confirmed.compareTo(id) < 0)
                && now.isBefore(at.plus(OVERLAY_LIMIT));
    }
}
