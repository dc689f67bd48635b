package io.labkeeper.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/** A clock that a test moves. */
final class Now implements Ticker {
    private volatile long nanos = 1_000_000_000_000L;

    @Override
    public long read() {
        return nanos;
    }

    void passes(Duration time) {
        nanos += time.toNanos();
    }
}
