package io.labkeeper.reader.events;

import org.jboss.logging.Logger;

/**
 * Keeps the fault of one turn from ending those that follow: an executor drops a periodic task for good, and without a word, as soon as
 * one run of it throws. Of an {@link Error} too nothing may be left but a line in the log and a count: the streams of this replica would
 * all fall silent, and look as if nothing happened.
 */
final class Guard {
    private static final Logger LOG = Logger.getLogger(Guard.class);

    private final Runnable counted;

    /** @param counted called once per fault */
    Guard(Runnable counted) {
        this.counted = counted;
    }

    /** The same task, which never throws. */
    Runnable around(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                counted.run();
                LOG.error("events: a turn failed", e);
            }
        };
    }
}
