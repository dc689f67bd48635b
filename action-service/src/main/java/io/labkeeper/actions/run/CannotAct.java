package io.labkeeper.actions.run;

import io.labkeeper.actions.lifecycle.Failure;

/** There is no guest that could be told anything: it is gone, or its node is. */
final class CannotAct extends RuntimeException {
    private final transient Failure failure;

    CannotAct(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
