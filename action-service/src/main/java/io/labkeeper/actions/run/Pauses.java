package io.labkeeper.actions.run;

import java.time.Duration;

/** How long to wait before a task is asked for again: a quarter of its age, so that a long task costs few questions. */
record Pauses(Duration first, Duration longest) {

    Duration after(Duration age) {
        Duration pause = age.dividedBy(4);
        if (pause.compareTo(first) < 0) {
            return first;
        }
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
