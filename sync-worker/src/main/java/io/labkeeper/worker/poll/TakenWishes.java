package io.labkeeper.worker.poll;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The wishes that a loop has taken upon itself, and whether they were met: the same one comes through the feed and, again and again
 * until it was met, through the table. Remembers the newest 10,000. Safe to use from any thread.
 */
final class TakenWishes {
    private static final int REMEMBERED = 10_000;

    /** By id, whether it was met; guarded by this. */
    private final Map<String, Boolean> taken = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @return whether it is now for the caller to grant it; false if it was taken before */
    synchronized boolean take(String id) {
        return taken.putIfAbsent(id, false) == null;
    }

    /** It could not be granted: whoever reads it again may take it. One that was met stays so. */
    synchronized void giveUp(String id) {
        taken.remove(id, false);
    }

    synchronized void met(Collection<String> ids) {
        ids.forEach(id -> taken.put(id, true));
    }

    synchronized boolean wasMet(String id) {
        return taken.getOrDefault(id, false);
    }
}
