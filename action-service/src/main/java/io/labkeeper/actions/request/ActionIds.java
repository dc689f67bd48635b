package io.labkeeper.actions.request;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.labkeeper.time.DatabaseClock;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.UUID;

/** UUIDs of version 7 in the database's time, so that those of different replicas sort as they were made. */
@ApplicationScoped
class ActionIds {
    private final TimeBasedEpochGenerator generator;

    ActionIds(DatabaseClock clock) {
        this.generator = Generators.timeBasedEpochGenerator(new SecureRandom(), new UUIDClock() {
            @Override
            public long currentTimeMillis() {
                return clock.now().toEpochMilli();
            }
        });
    }

    UUID next() {
        return generator.generate();
    }
}
