package io.labkeeper.reader.events;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Somebody who listens: a connection, and what has been told through it. Belongs to the thread of {@link EventHub}. */
final class Client {
    private static final Logger LOG = Logger.getLogger(Client.class);

    private final EventHub hub;
    private final EventsConfig config;
    private final String user;
    private final EventStream stream;
    private final Viewer viewer;
    private final long endsAt;
    private final Runnable done;
    private long commentAt = System.nanoTime();

    /**
     * @param endsAt when the caller's credentials are good no more, in nanoseconds of {@link System#nanoTime}
     * @param done called at the end
     */
    Client(
            EventHub hub,
            EventsConfig config,
            String user,
            EventStream stream,
            Viewer viewer,
            long endsAt,
            Runnable done) {
        this.hub = hub;
        this.config = config;
        this.user = user;
        this.stream = stream;
        this.viewer = viewer;
        this.endsAt = endsAt;
        this.done = done;
        stream.whenEmptied(this::tell);
    }

    String user() {
        return user;
    }

    EventStream stream() {
        return stream;
    }

    Viewer viewer() {
        return viewer;
    }

    long endsAt() {
        return endsAt;
    }

    Runnable done() {
        return done;
    }

    void greet(String lastEventId) {
        long pause = config.retry().toMillis();
        byte[] opening = EventText.opening(pause + ThreadLocalRandom.current().nextLong(pause + 1));
        stream.send(List.of(opening));
        stream.send(hub.news().opening(viewer, lastEventId));
    }

    /** Tells what is new, unless the client still has to take what it was told before. */
    void tell() {
        if (!stream.ready()) {
            return;
        }
        try {
            List<byte[]> due = hub.news().of(viewer);
            if (!due.isEmpty()) {
                stream.send(due);
            }
        } catch (RuntimeException e) {
            LOG.error("events: a client could not be told", e);
            hub.run(() -> hub.end(this, Ending.FAILED));
        }
    }

    boolean stalled(long now) {
        return stream.stalledFor(now) >= config.stalledAfter().toNanos();
    }

    void endIfStillStalled() {
        stream.afterLoop(() -> {
            if (stalled(System.nanoTime())) {
                hub.end(this, Ending.STALLED);
            }
        });
    }

    void comment(long now) {
        if (now - commentAt >= config.heartbeat().toNanos() && stream.ready()) {
            commentAt = now;
            stream.send(List.of(EventText.COMMENT));
        }
    }
}
