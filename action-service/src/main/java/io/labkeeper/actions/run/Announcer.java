package io.labkeeper.actions.run;

import io.labkeeper.action.ActionNotice;
import io.labkeeper.feed.FeedMessage.ActionChanged;
import io.labkeeper.feed.FeedMessage.ActionsChanged;
import io.labkeeper.feed.FeedMessage.RefreshWanted;
import io.labkeeper.feed.FeedPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * Tells the readers of a committed change, and the worker when there is something to look at. It is never waited for: whoever
 * misses a message reads the same from Postgres within two seconds.
 */
@ApplicationScoped
public class Announcer {
    private final FeedPublisher feed;

    public Announcer(FeedPublisher feed) {
        this.feed = feed;
    }

    public void changed(ActionNotice notice) {
        feed.publish(new ActionChanged(notice)).subscribe().with(told -> {
            if (!notice.state().open()) {
                refreshWanted(notice);
            }
        });
    }

    /**
     * The same for many, in a few messages. No worker is asked to look: it does so for those that have ended, and for the others there is
     * nothing to see.
     */
    public void changed(List<ActionNotice> notices) {
        for (int from = 0; from < notices.size(); from += ActionsChanged.MOST) {
            List<ActionNotice> some = notices.subList(from, Math.min(from + ActionsChanged.MOST, notices.size()));
            feed.publish(new ActionsChanged(List.copyOf(some))).subscribe().with(told -> {});
        }
    }

    private void refreshWanted(ActionNotice notice) {
        feed.publish(new RefreshWanted(notice.clusterId(), notice.vmid(), "action", notice.id()))
                .subscribe()
                .with(told -> {});
    }
}
