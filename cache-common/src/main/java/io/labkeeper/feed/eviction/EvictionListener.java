package io.labkeeper.feed.eviction;

import io.labkeeper.cache.Glob;
import io.labkeeper.cache.TwoTierCache;
import io.labkeeper.feed.FeedListener;
import io.labkeeper.feed.FeedMessage;
import jakarta.enterprise.context.ApplicationScoped;

/** Lets the cache forget what other replicas have evicted, and doubt all it holds when some of that may have been missed. */
@ApplicationScoped
class EvictionListener implements FeedListener {
    private final TwoTierCache cache;

    EvictionListener(TwoTierCache cache) {
        this.cache = cache;
    }

    @Override
    public void received(FeedMessage message) {
        if (message instanceof FeedMessage.Evict evict) {
            forget(evict);
        }
    }

    private void forget(FeedMessage.Evict evict) {
        if (evict.keys() != null && evict.family() != null) {
            cache.evictedElsewhere(evict.family(), evict.keys());
        } else if (evict.pattern() == null
                || evict.pattern().isEmpty()
                || evict.pattern().length() > Glob.LONGEST) {
            unreadable();
        } else if (evict.family() != null) {
            cache.evictedElsewhere(evict.family(), new Glob(evict.pattern()));
        } else {
            cache.clearedElsewhere(new Glob(evict.pattern()));
        }
    }

    @Override
    public void trusted() {
        cache.mayHaveMissed();
    }

    @Override
    public void lost() {
        cache.mayHaveMissed();
    }

    @Override
    public void unreadable() {
        cache.mayHaveMissed();
    }
}
