package io.labkeeper.actions.run;

import java.util.UUID;

/** The action was taken over, cancelled or superseded: whoever still works on it must stop without a word. */
final class LostClaim extends RuntimeException {
    LostClaim(UUID id) {
        super("no longer ours: " + id);
    }
}
