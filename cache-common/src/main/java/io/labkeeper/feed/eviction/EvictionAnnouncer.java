package io.labkeeper.feed.eviction;

import io.labkeeper.cache.Announcer;
import io.labkeeper.cache.Glob;
import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedPublisher;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Tells all replicas through the feed what to forget. */
@ApplicationScoped
class EvictionAnnouncer implements Announcer {
    private final FeedPublisher feed;

    EvictionAnnouncer(FeedPublisher feed) {
        this.feed = feed;
    }

    @Override
    public void evicted(String family, List<String> keys) {
        if (keys.size() > FeedMessage.MOST_KEYS) {
            evictedMatching(family, Glob.ALL);
        } else {
            tell(new FeedMessage.Evict(family, keys, null));
        }
    }

    @Override
    public void evictedMatching(String family, Glob keys) {
        tell(new FeedMessage.Evict(family, null, keys.text()));
    }

    @Override
    public void cleared(Glob familyAndKey) {
        tell(new FeedMessage.Evict(null, null, familyAndKey.text()));
    }

    private void tell(FeedMessage message) {
        feed.publish(message).subscribe().with(told -> {});
    }
}
