package io.labkeeper.actions.request;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.labkeeper.time.DatabaseClock;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * UUIDs of version 7 in the database's time, so that those of different replicas sort as they were made; within a replica they do
 * so even when that time is set back.
 */
@ApplicationScoped
public class ActionIds {
    private final TimeBasedEpochGenerator generator;
    private final AtomicLong latest = new AtomicLong();

    ActionIds(DatabaseClock clock) {
        this.generator = Generators.timeBasedEpochGenerator(new SecureRandom(), new UUIDClock() {
            @Override
            public long currentTimeMillis() {
                return latest.accumulateAndGet(clock.now().toEpochMilli(), Math::max);
            }
        });
    }

    /** A new one, greater than all before it of this replica. */
    public UUID next() {
        return generator.generate();
    }
}
