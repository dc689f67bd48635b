package io.labkeeper.lab.launch;

import io.labkeeper.embedded.PostgresServer;
import io.labkeeper.embedded.RedisServer;
import io.labkeeper.embedded.ServerProcess;
import io.labkeeper.lab.state.Part;
import java.time.Duration;

/** Ends a part: gracefully, and if it does not listen, by force. */
final class Stopper {
    /** Services finish what they have begun (up to 5 s unready, up to 10 s of work), and may write their class data. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final Duration FORCE = Duration.ofSeconds(5);

    private Stopper() {}

    /** False if it still runs. */
    static boolean stop(Part part) {
        return part.running().map(process -> stop(part.kind(), process)).orElse(true);
    }

    /** Ends a process of unknown kind: Postgres takes the first signal for "now", and a Java process may ignore all but the second. */
    static boolean stop(ServerProcess stray) {
        stray.resume();
        stray.interrupt();
        stray.terminate();
        if (!stray.awaitEnd(GRACE)) {
            stray.kill();
        }
        return stray.awaitEnd(FORCE);
    }

    private static boolean stop(String kind, ServerProcess process) {
        switch (kind) {
            case Part.POSTGRES -> PostgresServer.stop(process);
            case Part.REDIS -> RedisServer.stop(process);
            default -> stopPlain(process);
        }
        return process.awaitEnd(FORCE);
    }

    private static void stopPlain(ServerProcess process) {
        // One that was paused would never hear the signal.
        process.resume();
        process.terminate();
        if (!process.awaitEnd(GRACE)) {
            process.kill();
        }
    }
}
