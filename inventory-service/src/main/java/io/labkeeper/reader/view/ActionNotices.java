package io.labkeeper.reader.view;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.action.ActionPhase;
import io.labkeeper.inventory.VmKey;
import io.labkeeper.inventory.VmRecord;
import io.labkeeper.inventory.VmStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The actions that matter for what is shown: open ones, and those whose outcome may still lie over an observation. Immutable; a change
 * makes a new one that shares what is known of all VMs that it does not concern ({@link ActionNoticesChange}).
 *
 * <p>Fed from two sides, the feed and the table, which overtake each other: for each action the greater version wins. An ended
 * action stays ended, and what has left the table's window is forgotten by its age.
 */
public final class ActionNotices {
    /** A row's time is taken when it is written, and it can be read only when its transaction has ended: at most this much later. */
    private static final Duration COMMIT_LIMIT = Duration.ofSeconds(2);

    public static final ActionNotices NONE = new ActionNotices(Map.of(), Map.of());

    private final Map<String, ActionNotice> byId;

    /** Of each VM with any, the newest first. */
    private final Map<VmKey, List<ActionNotice>> byVm;

    /** Neither map may be changed from here on. */
    ActionNotices(Map<String, ActionNotice> byId, Map<VmKey, List<ActionNotice>> byVm) {
        this.byId = byId;
        this.byVm = byVm;
    }

    /**
     * What is known after a notice from the feed.
     *
     * @param now database time
     */
    public ActionNotices with(ActionNotice notice, Instant now) {
        return withAll(List.of(notice), now);
    }

    /**
     * What is known after several of them; this one if that is nothing new.
     *
     * @param now database time
     */
    ActionNotices withAll(Collection<ActionNotice> notices, Instant now) {
        ActionNoticesChange change = new ActionNoticesChange(this, byId, byVm, now);
        notices.forEach(change::put);
        return change.made();
    }

    /**
     * What is known after the table was read.
     *
     * @param window all open actions and those that have just ended
     * @param asked database time at which the question was sent: an open action that changed before and is not in the answer is none
     * @param now database time
     */
    public ActionNotices withWindow(Collection<ActionNotice> window, Instant asked, Instant now) {
        ActionNoticesChange change = new ActionNoticesChange(this, byId, byVm, now);
        Set<String> read = window.stream().map(ActionNotice::id).collect(Collectors.toSet());
        Instant committed = asked.minus(COMMIT_LIMIT);
        byId.values().stream()
                .filter(notice ->
                        notice.state().open() && notice.at().isBefore(committed) && !read.contains(notice.id()))
                .forEach(change::remove);
        window.forEach(change::put);
        return change.made();
    }

    /** Whether nothing at all is under way for this VM: the usual case. */
    public boolean none(VmKey vm) {
        return !byVm.containsKey(vm);
    }

    /** The VMs for which anything is under way. */
    public Set<VmKey> vms() {
        return Collections.unmodifiableSet(byVm.keySet());
    }

    /**
     * Until when time alone changes nothing that is shown: the next moment at which an outcome ceases to lie over an observation.
     *
     * @param now database time
     */
    public Instant settledUntil(Instant now) {
        return byId.values().stream()
                .filter(notice -> notice.outcome() != null)
                .map(notice -> notice.at().plus(ActionNotice.OVERLAY_LIMIT))
                .filter(now::isBefore)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /** All actions that are known. */
    public Collection<ActionNotice> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    /** One action; null if it is not known. */
    public ActionNotice byId(String id) {
        return byId.get(id);
    }

    /** The action that is open on this VM. */
    public Optional<ActionNotice> open(VmKey vm) {
        return byVm.getOrDefault(vm, List.of()).stream()
                .filter(notice -> notice.state().open())
                .findFirst();
    }

    /**
     * The status to show: the outcome that lies over the observation, else the observation.
     *
     * @param now database time
     */
    public VmStatus shownStatus(VmRecord record, Instant now) {
        return byVm.isEmpty() || none(record.key())
                ? record.vm().status()
                : outcomeOver(record, now).orElse(record.vm().status());
    }

    /**
     * The status to show instead of the one observed: that of the newest action with an outcome, unless a later one ended with nobody
     * knowing how.
     *
     * @param now database time
     */
    public Optional<VmStatus> outcomeOver(VmRecord record, Instant now) {
        for (ActionNotice notice : byVm.getOrDefault(record.key(), List.of())) {
            if (notice.state() == ActionPhase.UNKNOWN) {
                return Optional.empty();
            }
            if (notice.outcome() != null && notice.state() == ActionPhase.SUCCEEDED) {
                return notice.liesOver(record, now) ? Optional.of(notice.outcome()) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
