package io.labkeeper.worker.observe;

import java.time.Duration;
import java.time.Instant;

/**
 * What is known of a VM that may be fresher than a list.
 *
 * @param lookedAt begin of the last {@code status/current}, null if there was none lately
 * @param endedAction id of the last action on it that has ended, null if there was none lately
 * @param endedAt when it ended
 */
public record Freshness(Instant lookedAt, String endedAction, Instant endedAt) {
    public static final Freshness NONE = new Freshness(null, null, null);

    /** How far Proxmox's lists may lag behind: pvestatd's loop of 10 s, its own run time, two caches of 2 s. */
    public static final Duration LAG = Duration.ofSeconds(15);

    /** Whether a list that was begun then may still show the state from before. */
    public boolean doubts(Instant listBegan) {
        return within(lookedAt, listBegan) || within(endedAt, listBegan);
    }

    /** Whether the VM was looked at by a request that was begun later than that. */
    boolean lookedAfter(Instant began) {
        return lookedAt != null && lookedAt.isAfter(began);
    }

    /** The action whose end a list that was begun then confirms, null if none. */
    public String confirmedBy(Instant listBegan) {
        return endedAt != null && !within(endedAt, listBegan) ? endedAction : null;
    }

    /** The same, knowing of an earlier or later look as well. */
    public Freshness withLook(Instant other) {
        boolean later = other != null && (lookedAt == null || other.isAfter(lookedAt));
        return later ? new Freshness(other, endedAction, endedAt) : this;
    }

    private static boolean within(Instant moment, Instant listBegan) {
        return moment != null && moment.plus(LAG).isAfter(listBegan);
    }
}
