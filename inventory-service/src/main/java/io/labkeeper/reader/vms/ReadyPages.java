package io.labkeeper.reader.vms;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.labkeeper.caller.Caller;
import io.labkeeper.ownership.Ownership;
import io.labkeeper.reader.view.InventoryView.Moment;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The whole list of each caller, as long as it would be made again byte by byte: a page in a browser asks for it every few seconds, and
 * a fleet changes less often than that. All administrators share one, all operators another.
 *
 * <p>A page counts while everything is the same that was looked at to make it: the clusters as shown (state, metrics, name and staleness)
 * and the assignments. While an action is under way on any VM that could be in it, none is kept: what is shown then also depends on the
 * time. So nothing is ever told here that would not be told without.
 */
@ApplicationScoped
class ReadyPages {
    /** Of all pages together. */
    private static final long MOST_BYTES = 32L << 20;

    /** Whoever has gone away does not come back to the same page. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** What a page costs beside its bytes. */
    private static final int OVERHEAD = 500;

    /**
     * A page with the ids of the clusters that it tells of.
     *
     * @param clusters those of its VMs; without any, those where the caller's could be
     */
    record Page(VmPage page, Set<String> clusters) {}

    private record Ready(List<Long> shown, Ownership ownership, Page page) {}

    private final Inventory inventory;
    private final Cache<String, Ready> byCaller = Caffeine.newBuilder()
            .maximumWeight(MOST_BYTES)
            .weigher((String caller, Ready ready) -> ready.page().page().length() + OVERHEAD)
            .expireAfterWrite(LONGEST)
            .executor(Runnable::run)
            .build();

    ReadyPages(Inventory inventory) {
        this.inventory = inventory;
    }

    /** The page of that moment: the one that is ready, or the one that is made now. */
    Page of(Moment moment, Caller caller, Supplier<Page> make) {
        if (underWay(moment, caller)) {
            return make.get();
        }
        List<Long> shown = inventory.shown(moment);
        Page ready = ready(moment, caller, shown);
        if (ready != null) {
            return ready;
        }
        Page made = make.get();
        byCaller.put(key(caller), new Ready(shown, moment.ownership(), made));
        return made;
    }

    /** Whether {@link #of} need not make it. */
    boolean has(Moment moment, Caller caller) {
        return !underWay(moment, caller) && ready(moment, caller, inventory.shown(moment)) != null;
    }

    private Page ready(Moment moment, Caller caller, List<Long> shown) {
        Ready held = byCaller.getIfPresent(key(caller));
        return held != null
                        && held.ownership() == moment.ownership()
                        && held.shown().equals(shown)
                ? held.page()
                : null;
    }

    private static boolean underWay(Moment moment, Caller caller) {
        return caller.seesAll()
                ? !moment.actions().vms().isEmpty()
                : moment.actions().vms().stream().anyMatch(moment.ownership().assignedTo(caller.name())::contains);
    }

    private static String key(Caller caller) {
        return caller.isAdmin() ? "all, admin" : caller.seesAll() ? "all" : "of " + caller.name();
    }
}
