package io.labkeeper.reader.view;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.inventory.VmKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The step from one {@link ActionNotices} to the next. Nothing is copied before something is really new, and then only the two maps: a
 * school that begins its lesson has a thousand actions, of which a message of the feed moves a few. For one thread.
 */
final class ActionNoticesChange {
    private static final Comparator<ActionNotice> NEWEST_FIRST =
            Comparator.comparing(ActionNotice::id).reversed();

    private final ActionNotices before;
    private final Instant longAgo;
    private Map<String, ActionNotice> byId;
    private Map<VmKey, List<ActionNotice>> byVm;
    private boolean changed;

    /**
     * Begins by forgetting what ended long ago.
     *
     * @param byId of the one before, as {@code byVm}: not changed here
     * @param now database time
     */
    ActionNoticesChange(
            ActionNotices before, Map<String, ActionNotice> byId, Map<VmKey, List<ActionNotice>> byVm, Instant now) {
        this.before = before;
        this.longAgo = now.minus(ActionNotice.OVERLAY_LIMIT);
        this.byId = byId;
        this.byVm = byVm;
        byId.values().stream().filter(this::endedLongAgo).forEach(this::remove);
    }

    private boolean endedLongAgo(ActionNotice notice) {
        return !notice.state().open() && notice.at().isBefore(longAgo);
    }

    /** Puts it in, unless the same action is known as far or farther, or it is one that was forgotten. */
    void put(ActionNotice notice) {
        ActionNotice known = byId.get(notice.id());
        if (known == null ? !endedLongAgo(notice) : known.version() < notice.version()) {
            begin();
            if (known != null) {
                remove(known);
            }
            byId.put(notice.id(), notice);
            byVm.merge(notice.key(), List.of(notice), ActionNoticesChange::inOrder);
        }
    }

    /** Takes one out that is there. */
    void remove(ActionNotice known) {
        begin();
        byId.remove(known.id());
        byVm.computeIfPresent(known.key(), (vm, all) -> without(all, known));
    }

    private static List<ActionNotice> inOrder(List<ActionNotice> some, List<ActionNotice> others) {
        return Stream.concat(some.stream(), others.stream())
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /** Null if none is left. */
    private static List<ActionNotice> without(List<ActionNotice> all, ActionNotice one) {
        return all.size() == 1
                ? null
                : all.stream().filter(other -> other != one).toList();
    }

    private void begin() {
        if (!changed) {
            byId = new HashMap<>(byId);
            byVm = new HashMap<>(byVm);
            changed = true;
        }
    }

    /** The next one; the one before if nothing is new. */
    ActionNotices made() {
        return changed ? new ActionNotices(byId, byVm) : before;
    }
}
