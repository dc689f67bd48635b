package io.labkeeper.actions.limits;

import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import java.time.Duration;

/** The caller has asked for more actions than are allowed: 429, and when it makes sense to ask again. Nothing was done. */
public final class OverLimit extends ProblemException {

    OverLimit(Duration wait) {
        super(
                ProblemType.TOO_MANY_REQUESTS,
                "You have asked for too many actions in a short time; nothing was done. Try again in "
                        + wait.toSeconds() + " s.");
        retryAfter(wait);
    }
}
