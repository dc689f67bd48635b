package io.labkeeper.worker.observe;

import io.labkeeper.proxmox.GuestRow;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The uptimes that the last list showed. A list's uptimes are as old as its samples: while pvestatd hangs, on a storage that does not
 * answer, they stand still for up to five minutes (pve-manager {@code PVE/API2Tools.pm}, {@code extract_vm_stats}), and each guest
 * seems to have been started later with every list.
 *
 * @param at when that list was begun
 * @param shown by vmid; of whom there is nothing, the age of the sample is not known
 */
public record Uptimes(Instant at, Map<Integer, Shown> shown) {
    /** Nothing was read yet. */
    public static final Uptimes NONE = new Uptimes(Instant.MIN, Map.of());

    /** After so long without a new sample a list shows none. */
    private static final Duration OLDEST = Duration.ofMinutes(5);

    /**
     * What was shown of a guest.
     *
     * @param seconds its uptime
     * @param since its sample was taken after this
     */
    public record Shown(long seconds, Instant since) {}

    /**
     * @param last those of the list before
     * @param known the guests that there are, listed or not: what was shown of them last counts until something newer is shown
     */
    public static Uptimes of(Snapshot list, Uptimes last, Set<Integer> known) {
        Map<Integer, Shown> shown = new HashMap<>(last.shown);
        shown.keySet().retainAll(known);
        list.guests().forEach((vmid, row) -> row.uptime()
                .ifPresent(seconds -> shown.put(vmid, new Shown(seconds, last.since(vmid, seconds, list.beganAt())))));
        return new Uptimes(list.beganAt(), Map.copyOf(shown));
    }

    /** Of a list that somebody else has read: its uptimes are not known. @param at null if there was none */
    public static Uptimes read(Instant at) {
        return at == null ? NONE : new Uptimes(at, Map.of());
    }

    private Instant since(int vmid, long seconds, Instant beganAt) {
        Shown then = shown.get(vmid);
        if (then == null) {
            return beganAt.minus(OLDEST);
        }
        return then.seconds() == seconds ? then.since() : at.minus(Freshness.LAG);
    }

    /**
     * Whether the guest cannot have been started since the sample of that list: it is the same sample still, or the uptime has not fallen and
     * is longer than all the time that may have passed.
     *
     * @param doubted whether nothing of the guest may have been shown for long: then only what we were shown ourselves counts
     */
    boolean ruleOutRestart(GuestRow row, Instant beganAt, boolean doubted) {
        Shown then = shown.get(row.ref().vmid());
        if (at == NONE.at || row.uptime().isEmpty() || (then == null && doubted)) {
            return false;
        }
        long seconds = row.uptime().getAsLong();
        then = then == null ? new Shown(0, at.minus(OLDEST)) : then;
        return seconds == then.seconds()
                || seconds > then.seconds()
                        && Duration.ofSeconds(seconds).compareTo(Duration.between(then.since(), beganAt)) > 0;
    }
}
