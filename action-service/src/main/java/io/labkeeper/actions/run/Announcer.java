package io.labkeeper.actions.run;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedMessage.ActionChanged;
import io.labkeeper.feed.FeedMessage.ActionsChanged;
import io.labkeeper.feed.FeedMessage.RefreshWanted;
import io.labkeeper.feed.FeedPublisher;
import io.labkeeper.inventory.VmKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Tells the readers of a committed change, and the worker, which looks at the VM of each action that has ended. It is never waited for: whoever
 * misses a message reads the same from Postgres within two seconds. The first change goes out at once; what changes within {@link #PAUSE}
 * after a message goes out with the next one, so that a burst of requests costs every process a few messages, and every reader a few
 * changes of its view, and not one for each step of each action.
 */
@ApplicationScoped
public class Announcer {
    /** How much later than possible a change may be told: not to be noticed by anybody who watches. */
    static final Duration PAUSE = Duration.ofMillis(50);

    private final FeedPublisher feed;
    private final Queue<ActionNotice> waiting = new ArrayDeque<>(); // guarded by this
    /** A message is on its way, or was a moment ago. */
    private boolean telling; // guarded by this

    public Announcer(FeedPublisher feed) {
        this.feed = feed;
    }

    public void changed(ActionNotice notice) {
        synchronized (this) {
            waiting.add(notice);
            if (telling) {
                return;
            }
            telling = true;
        }
        tellNext();
    }

    private void tellNext() {
        List<ActionNotice> some = next();
        if (!some.isEmpty()) {
            FeedMessage message = some.size() == 1 ? new ActionChanged(some.get(0)) : new ActionsChanged(some);
            feed.publish(message).onItem().delayIt().by(PAUSE).subscribe().with(told -> tellNext());
        }
    }

    private synchronized List<ActionNotice> next() {
        List<ActionNotice> some = new ArrayList<>();
        while (some.size() < ActionsChanged.MOST && !waiting.isEmpty()) {
            some.add(waiting.remove());
        }
        telling = !some.isEmpty();
        return List.copyOf(some);
    }

    /** The same for many, in a few messages. */
    public void changed(List<ActionNotice> notices) {
        for (int from = 0; from < notices.size(); from += ActionsChanged.MOST) {
            List<ActionNotice> some = notices.subList(from, Math.min(from + ActionsChanged.MOST, notices.size()));
            feed.publish(new ActionsChanged(List.copyOf(some))).subscribe().with(told -> {});
        }
    }

    /** Asks the worker to look at the VM of an action that has ended without a notice that anybody could read. */
    void refreshWanted(VmKey vm, String action) {
        feed.publish(RefreshWanted.afterAction(vm, action)).subscribe().with(told -> {});
    }
}
