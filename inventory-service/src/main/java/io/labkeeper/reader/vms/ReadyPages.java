package io.labkeeper.reader.vms;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.labkeeper.caller.Caller;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.ownership.Ownership;
import io.labkeeper.reader.view.ActionNotices;
import io.labkeeper.reader.view.InventoryView.Moment;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The whole list of each caller, as long as it would be made again byte by byte: a page in a browser asks for it every few seconds, and
 * a fleet changes less often than that. All administrators share one, all operators another.
 *
 * <p>A page counts while everything is the same that was looked at to make it: the clusters as shown (state, metrics, name and staleness)
 * and the assignments. While an action is under way on any VM that could be in it, it counts until any action moves on, or an outcome
 * ceases by time alone to lie over a VM. So nothing is ever told here that would not be told without.
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

    /**
     * A page with what it was made of.
     *
     * @param actions null if none was under way on what it tells of; then it depends on none
     * @param until when it counts at the longest
     */
    private record Ready(List<Long> shown, Ownership ownership, ActionNotices actions, Instant until, Page page) {

        boolean counts(List<Long> shownNow, ActionNotices actionsNow, Moment moment) {
            return ownership == moment.ownership()
                    && actions == actionsNow
                    && moment.now().isBefore(until)
                    && shown.equals(shownNow);
        }
    }

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
        return find(moment, caller).orElseGet(() -> made(moment, caller, make));
    }

    private Page made(Moment moment, Caller caller, Supplier<Page> make) {
        List<Long> shown = inventory.shown(moment);
        ActionNotices actions = concerning(moment, caller);
        Page made = make.get();
        Instant until = actions == null ? Instant.MAX : actions.settledUntil(moment.now());
        byCaller.put(key(caller), new Ready(shown, moment.ownership(), actions, until, made));
        return made;
    }

    /** The page of that moment, if it is ready. */
    Optional<Page> find(Moment moment, Caller caller) {
        Ready held = byCaller.getIfPresent(key(caller));
        return held != null && held.counts(inventory.shown(moment), concerning(moment, caller), moment)
                ? Optional.of(held.page())
                : Optional.empty();
    }

    /** The actions of that moment if any is under way on a VM that the caller may see, else null. */
    private static ActionNotices concerning(Moment moment, Caller caller) {
        return underWay(moment, caller) ? moment.actions() : null;
    }

    private static boolean underWay(Moment moment, Caller caller) {
        Set<VmKey> vms = moment.actions().vms();
        return caller.seesAll() || vms.isEmpty()
                ? !vms.isEmpty()
                : vms.stream().anyMatch(moment.ownership().assignedTo(caller.name())::contains);
    }

    private static String key(Caller caller) {
        return caller.isAdmin() ? "all, admin" : caller.seesAll() ? "all" : "of " + caller.name();
    }
}
