package io.labkeeper.worker.poll;

import io.labkeeper.inventory.VmRecord;
import io.labkeeper.worker.observe.ConfigBacklog;
import io.labkeeper.worker.observe.ConfigNeeds;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reads configurations after a list, of those guests for whom there is a reason, one pass at a time: what comes up while a pass is
 * under way waits for the next one, so that no guest is asked twice at once. What could not be read to the end is taken up again.
 */
final class ConfigPass {
    private final Predicate<String> callable;
    private final Function<List<VmRecord>, Uni<Void>> ask;
    private final Supplier<Collection<Integer>> hints;
    private final int most;
    private final ConfigBacklog backlog = new ConfigBacklog();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile long turn;

    /**
     * @param callable whether a node can be asked
     * @param ask reads configurations, and writes what they say
     * @param hints whose configurations may have changed unseen, or could not be read; told once
     * @param most how many of those that wait to be read a pass takes
     */
    ConfigPass(
            Predicate<String> callable,
            Function<List<VmRecord>, Uni<Void>> ask,
            Supplier<Collection<Integer>> hints,
            int most) {
        this.callable = callable;
        this.ask = ask;
        this.hints = hints;
        this.most = most;
    }

    /** Noted at once: whatever fails after this, the next list may show these changes no more. */
    void listed(Map<Integer, VmRecord> before, Map<Integer, VmRecord> after) {
        backlog.add(ConfigNeeds.changed(before, after));
    }

    /** The same of a look at one VM: the next list brings what is known already. */
    void looked(VmRecord before, VmRecord after) {
        int vmid = after.vm().vmid();
        backlog.add(ConfigNeeds.changed(Map.of(vmid, before), Map.of(vmid, after)));
    }

    /** Counts the full syncs. */
    long turn() {
        return turn;
    }

    /** Reads what is to be read; at once over if a pass is under way. Fails as the reading does. */
    Uni<Void> run(Mode mode, Map<Integer, VmRecord> vms) {
        List<VmRecord> due = mode == Mode.FULL ? ConfigNeeds.due(vms, callable, turn++) : List.of();
        return Uni.createFrom().deferred(() -> {
            if (!busy.compareAndSet(false, true)) {
                backlog.add(vmids(due));
                return Uni.createFrom().voidItem();
            }
            return Uni.createFrom()
                    .deferred(() -> read(needs(vms, due)))
                    .onTermination()
                    .invoke(() -> busy.set(false));
        });
    }

    private List<VmRecord> needs(Map<Integer, VmRecord> vms, List<VmRecord> due) {
        backlog.add(hints.get());
        return backlog.take(vms, due, callable, most);
    }

    private Uni<Void> read(List<VmRecord> wanted) {
        return ask.apply(wanted).onTermination().invoke((done, failure, cancelled) -> {
            if (failure != null || cancelled) {
                backlog.add(vmids(wanted));
            }
        });
    }

    private static List<Integer> vmids(Collection<VmRecord> records) {
        return records.stream().map(record -> record.vm().vmid()).toList();
    }
}
