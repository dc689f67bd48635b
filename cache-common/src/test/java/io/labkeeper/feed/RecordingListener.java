package io.labkeeper.feed;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what the feed said. */
@ApplicationScoped
class RecordingListener implements FeedListener {
    private final List<FeedMessage> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger trusted = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger unreadable = new AtomicInteger();

    @Override
    public void received(FeedMessage message) {
        received.add(message);
    }

    @Override
    public void trusted() {
        trusted.incrementAndGet();
    }

    @Override
    public void lost() {
        lost.incrementAndGet();
    }

    @Override
    public void unreadable() {
        unreadable.incrementAndGet();
    }

    List<FeedMessage> received() {
        return List.copyOf(received);
    }

    int trustedCount() {
        return trusted.get();
    }

    int lostCount() {
        return lost.get();
    }

    int unreadableCount() {
        return unreadable.get();
    }

    void clear() {
        received.clear();
        trusted.set(0);
        lost.set(0);
        unreadable.set(0);
    }
}
