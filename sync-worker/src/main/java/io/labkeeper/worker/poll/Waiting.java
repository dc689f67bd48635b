package io.labkeeper.worker.poll;

import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedPublisher;
import java.util.ArrayList;
import java.util.List;

/** Who waits for a cluster to be read. Used from the loop's thread only. */
final class Waiting {
    private final FeedPublisher feed;
    private final List<String> ids = new ArrayList<>();

    Waiting(FeedPublisher feed) {
        this.feed = feed;
    }

    void add(List<String> more) {
        ids.addAll(more);
    }

    /** Those that the sync that begins now will serve. */
    List<String> take() {
        List<String> taken = List.copyOf(ids);
        ids.clear();
        return taken;
    }

    /** Tells them that it is done. */
    void served(List<String> served, long revision) {
        served.forEach(id -> feed.publish(new FeedMessage.Refreshed(id, revision))
                .subscribe()
                .with(told -> {}));
    }
}
