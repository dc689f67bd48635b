package io.labkeeper.worker.poll;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.proxmox.TaskSummary;
import io.labkeeper.worker.observe.Freshness;
import io.labkeeper.worker.observe.TouchedGuests;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Proxmox's own task log, read beside each list: it names the guests that were changed behind our back, above all those that the
 * list cannot tell from what was there before (deleted and made anew under the same number, name and size). A hint and no more: it
 * forgets (25 tasks a node), a token without Sys.Audit sees its own tasks only, and a sync goes on without it; whatever it
 * misses, the rotation of configurations finds within twelve full syncs.
 */
final class TaskLog {
    private static final Logger LOG = Logger.getLogger(TaskLog.class);

    /** A list does not wait for it any longer; Proxmox answers it from memory. */
    private static final Duration LIMIT = Duration.ofSeconds(3);

    /** {@code status/current} is asked on the node and costs more than a row of a list, which tells the same 10 s later. */
    private static final int MOST_LOOKS = 10;

    private final Watched cluster;
    private Set<String> over = Set.of(); // this and all below: guarded by this
    private final Set<Integer> configurations = new LinkedHashSet<>();
    private final Map<Integer, TouchedGuests.Expected> states = new HashMap<>();
    private boolean missed;

    TaskLog(Watched cluster) {
        this.cluster = cluster;
    }

    /** Reads it. Never fails, and takes 3 s at the most. */
    Uni<Void> read() {
        return cluster.client()
                .clusterTasks()
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .onItemOrFailure()
                .invoke((tasks, failure) -> {
                    if (failure == null) {
                        note(tasks);
                    } else {
                        missed(failure);
                    }
                })
                .replaceWithVoid()
                .onFailure()
                .recoverWithNull();
    }

    /** The cluster was taken over: what was done since whoever it was last looked cannot be told from what was done before. */
    synchronized void forget() {
        over = Set.of();
    }

    /** The guests whose configuration tasks may have changed; told once. */
    synchronized Set<Integer> configurations() {
        Set<Integer> touched = Set.copyOf(configurations);
        configurations.clear();
        return touched;
    }

    /**
     * The guests to be looked at since tasks say something else of them than the list, a few; told once. The others are right in
     * the next list, and those on which one of our own actions has ended are being looked at anyway.
     *
     * @param vms as the list has left them
     */
    synchronized List<Integer> doubted(Map<Integer, VmRecord> vms) {
        List<Integer> doubted = new ArrayList<>();
        states.forEach((vmid, expected) -> {
            VmRecord record = vms.get(vmid);
            if (doubted.size() < MOST_LOOKS
                    && record != null
                    && !expected.status()
                            .equals(java.util.Optional.of(record.vm().status()))
                    && notFollowed(vmid)) {
                doubted.add(vmid);
            }
        });
        states.clear();
        return doubted;
    }

    private boolean notFollowed(int vmid) {
        Freshness fresh = cluster.looks().of(vmid);
        return fresh.endedAction() == null;
    }

    private synchronized void note(List<TaskSummary> tasks) {
        List<TaskSummary> ended =
                tasks.stream().filter(task -> !task.status().running()).toList();
        TouchedGuests touched = TouchedGuests.by(ended.stream()
                .filter(task -> !over.contains(task.upid().text()))
                .toList());
        over = ended.stream().map(task -> task.upid().text()).collect(Collectors.toUnmodifiableSet());
        configurations.addAll(touched.configurations());
        states.putAll(touched.states());
        missed = false;
    }

    private synchronized void missed(Throwable failure) {
        if (!missed) {
            LOG.infof("cluster=%s the task log cannot be read: %s", cluster.id(), failure.getMessage());
        }
        missed = true;
    }
}
