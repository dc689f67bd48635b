package io.labkeeper.store;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.concurrent.Executor;

/**
 * Threads for work that takes longer than an event loop may be held up (200 ms): encoding, decoding or comparing a whole cluster,
 * which may have 20,000 VMs. For {@code Uni.emitOn}: what follows in the chain runs there.
 */
public final class Aside {
    /** Taken anew each time: tests and reloads replace the pool. */
    public static final Executor WORKERS =
            command -> Infrastructure.getDefaultWorkerPool().execute(command);

    private Aside() {}
}
