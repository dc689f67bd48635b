package io.labkeeper.worker.poll;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.worker.observe.Configuration;
import io.labkeeper.worker.observe.Snapshot;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Tells guests that are gone from guests that are only hidden. {@code /access/permissions} leaves out paths on which the
 * token has nothing (pve-access-control, get_effective_permissions), so a single guest that was taken away from the token
 * looks as if it did not exist. Asked for it, Proxmox says 403 for a hidden guest and 500 for one that is gone.
 */
final class HiddenGuests {
    private static final int AT_ONCE = 4;

    /** Of more than these a sample is asked: a hidden guest that it does not meet is taken for gone, and is back as it was once it is seen. */
    private static final int MOST_ASKED = 50;

    private final Watched cluster;
    private final Duration limit;

    /** @param limit for asking all of them: guests that do not answer must not take the list's whole time */
    HiddenGuests(Watched cluster, Duration limit) {
        this.cluster = cluster;
        this.limit = limit;
    }

    /**
     * What was found out about those that are missing.
     *
     * @param some whether one of them is there after all, or may be
     * @param gone those that are not; whoever did not answer in time is not among them
     */
    record Found(boolean some, Set<Integer> gone) {}

    /** Asks for those that are missing, a few at once, until one of them is there or the time is up. */
    Uni<Found> among(Set<Integer> missing, Snapshot list) {
        List<VmRecord> asked = asked(missing);
        Set<Integer> gone = ConcurrentHashMap.newKeySet();
        return Multi.createFrom()
                .iterable(asked)
                .onItem()
                .transformToUni(record -> hidden(record, list).invoke(there -> {
                    if (!there) {
                        gone.add(record.vm().vmid());
                    }
                }))
                .merge(AT_ONCE)
                .filter(there -> there)
                .toUni()
                .map(there -> there == null ? new Found(false, missing) : new Found(true, Set.of()))
                .ifNoItem()
                .after(limit)
                // The others are asked with the next list, unless it would be the same ones again for nothing.
                .recoverWithItem(() -> new Found(gone.isEmpty(), Set.copyOf(gone)));
    }

    private List<VmRecord> asked(Set<Integer> missing) {
        List<VmRecord> all = missing.stream()
                .map(cluster::record)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(ArrayList::new));
        if (all.size() <= MOST_ASKED) {
            return all;
        }
        Collections.shuffle(all);
        return all.subList(0, MOST_ASKED);
    }

    private Uni<Boolean> hidden(VmRecord record, Snapshot list) {
        GuestRef ref = new GuestRef(
                nodeToAsk(record, list), Configuration.type(record), record.vm().vmid());
        return cluster.heard(ref.node(), cluster.client().config(ref))
                .map(config -> true)
                .onFailure(failure -> failure instanceof ProxmoxException.ServerError error && error.guestMissing())
                .recoverWithItem(false)
                // Whatever else it says proves nothing, and what is not proven to be gone stays.
                .onFailure(ProxmoxException.class)
                .recoverWithItem(true);
    }

    /** Its own node, or any other one that answers: rights are checked before the node matters. */
    private String nodeToAsk(VmRecord record, Snapshot list) {
        String home = record.vm().node();
        List<String> online = list.nodes().entrySet().stream()
                .filter(entry -> "online".equals(entry.getValue()))
                .map(Map.Entry::getKey)
                .filter(cluster.nodes()::callable)
                .sorted()
                .toList();
        return online.isEmpty() || online.contains(home) ? home : online.get(0);
    }
}
