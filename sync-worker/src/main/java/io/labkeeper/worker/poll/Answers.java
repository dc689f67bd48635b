package io.labkeeper.worker.poll;

import io.labkeeper.feed.FeedMessage;
import io.labkeeper.feed.FeedPublisher;
import io.smallrye.mutiny.Multi;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells those who wanted something to be looked at that it is done, one after the other: thirty messages at once would not find
 * room in the queue of the pool of connections, and who is not told waits in vain.
 */
final class Answers {
    /** While Redis does not take them, nobody waits for so many any more. */
    private static final int MOST = 1_000;

    private final FeedPublisher feed;
    private final List<FeedMessage> waiting = new ArrayList<>(); // guarded by this
    private boolean telling; // guarded by this

    Answers(FeedPublisher feed) {
        this.feed = feed;
    }

    void tell(List<String> ids, long revision) {
        synchronized (this) {
            ids.stream()
                    .limit(MOST - (long) waiting.size())
                    .forEach(id -> waiting.add(new FeedMessage.Refreshed(id, revision)));
            if (telling || waiting.isEmpty()) {
                return;
            }
            telling = true;
        }
        next();
    }

    private void next() {
        List<FeedMessage> batch;
        synchronized (this) {
            batch = List.copyOf(waiting);
            waiting.clear();
            telling = !batch.isEmpty();
        }
        if (!batch.isEmpty()) {
            Multi.createFrom()
                    .iterable(batch)
                    .onItem()
                    .transformToUniAndConcatenate(feed::publish)
                    .onItem()
                    .ignoreAsUni()
                    .subscribe()
                    .with(told -> next(), never -> next());
        }
    }
}
