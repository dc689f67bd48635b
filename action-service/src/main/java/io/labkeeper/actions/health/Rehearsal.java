package io.labkeeper.actions.health;

import jakarta.enterprise.context.ApplicationScoped;

/** Whether the rehearsal at the start of this process is over, however it ended. */
@ApplicationScoped
public class Rehearsal {
    private volatile boolean over;

    /** To be called at its end. */
    public void over() {
        over = true;
    }

    boolean isOver() {
        return over;
    }
}
