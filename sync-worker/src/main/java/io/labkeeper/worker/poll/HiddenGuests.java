package io.labkeeper.worker.poll;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.GuestRef;
import io.labkeeper.proxmox.ProxmoxException;
import io.labkeeper.worker.observe.Configuration;
import io.labkeeper.worker.observe.Snapshot;
import io.labkeeper.worker.reconcile.RemovalGuard;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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

    /** One list's questions, all in all; so that a class that is deleted at once does not hold the list up. */
    private static final int MOST_ASKED = 50;

    private final Watched cluster;
    private final Duration limit;

    /** @param limit for asking all of them: guests that do not answer must not take the list's whole time */
    HiddenGuests(Watched cluster, Duration limit) {
        this.cluster = cluster;
        this.limit = limit;
    }

    /** What asking for a guest itself has shown. */
    private enum Trace {
        /** It is there, or we may not know. */
        HIDDEN,
        GONE,
        /** Nothing: no answer, or one that says nothing of the guest. */
        NONE
    }

    /**
     * What was found out about those that are missing.
     *
     * @param hidden those that are there after all
     * @param gone those that are not; whoever was not asked, or did not answer, is not among them
     */
    record Found(Set<Integer> hidden, Set<Integer> gone) {}

    /**
     * Asks for those that are missing, a few at once, until the time is up. More than {@link #MOST_ASKED} are asked for list by list; only
     * where so many are missing that three lists must lack them anyway, those that are asked, others each time, stand for all.
     *
     * @param before those to ask for before the others, the most important first: who was found to be hidden, and who was missing then
     * @param known how many guests the cluster has, with those that are missing
     */
    Uni<Found> among(Set<Integer> missing, List<Set<Integer>> before, int known, Snapshot list) {
        List<VmRecord> asked = asked(missing, before);
        Map<Integer, Trace> traces = new ConcurrentHashMap<>();
        return Multi.createFrom()
                .iterable(asked)
                .onItem()
                .transformToUni(record -> trace(record, list)
                        .invoke(trace -> traces.put(record.vm().vmid(), trace)))
                .merge(AT_ONCE)
                .onItem()
                .ignoreAsUni()
                .ifNoItem()
                .after(limit)
                .recoverWithItem(() -> null)
                .map(end -> {
                    Set<Integer> gone = of(traces, Trace.GONE);
                    boolean all = gone.size() == asked.size() && RemovalGuard.large(known, missing.size());
                    return new Found(of(traces, Trace.HIDDEN), all ? missing : gone);
                });
    }

    private static Set<Integer> of(Map<Integer, Trace> traces, Trace trace) {
        return traces.entrySet().stream()
                .filter(entry -> entry.getValue() == trace)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private List<VmRecord> asked(Set<Integer> missing, List<Set<Integer>> before) {
        List<VmRecord> all = missing.stream()
                .map(cluster::record)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(all);
        all.sort(Comparator.comparing(record -> rank(record.vm().vmid(), before)));
        return all.subList(0, Math.min(all.size(), MOST_ASKED));
    }

    private static int rank(int vmid, List<Set<Integer>> before) {
        int rank = 0;
        while (rank < before.size() && !before.get(rank).contains(vmid)) {
            rank++;
        }
        return rank;
    }

    private Uni<Trace> trace(VmRecord record, Snapshot list) {
        GuestRef ref = new GuestRef(
                nodeToAsk(record, list), Configuration.type(record), record.vm().vmid());
        return cluster.heard(ref.node(), cluster.client().config(ref))
                .map(config -> Trace.HIDDEN)
                .onFailure(ProxmoxException.Forbidden.class)
                .recoverWithItem(Trace.HIDDEN)
                .onFailure(failure -> failure instanceof ProxmoxException.ServerError error && error.guestMissing())
                .recoverWithItem(Trace.GONE)
                // Whatever else it says proves nothing, and what is not proven to be gone stays.
                .onFailure(ProxmoxException.class)
                .recoverWithItem(Trace.NONE);
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
