package io.labkeeper.caller;

import io.labkeeper.problem.ProblemException;
import io.labkeeper.problem.ProblemType;
import io.quarkus.security.identity.SecurityIdentity;
import java.util.Set;

/**
 * Who asks.
 *
 * @param name user name from the token's configured claim, or {@code key:<name>} for an API key, which owns no VMs
 * @param roles as the token or the key says
 */
public record Caller(String name, Set<String> roles) {

    private static final String KEY_PREFIX = "key:";

    /**
     * @throws ProblemException 401 if the token has no user name: whoever it is, nothing can be theirs; or one that only an API key has,
     *     whose actions, schedules and limits would be the token's too
     */
    public static Caller of(SecurityIdentity identity) {
        String name = identity.getPrincipal().getName();
        if (name == null || name.isBlank()) {
            throw new ProblemException(ProblemType.UNAUTHENTICATED, "The token names no user.");
        }
        if (name.startsWith(KEY_PREFIX) && !ApiKeyMechanism.isKey(identity)) {
            throw new ProblemException(ProblemType.UNAUTHENTICATED, "The token names an API key and no user.");
        }
        return new Caller(name, Set.copyOf(identity.getRoles()));
    }

    /** May do everything, and sees Proxmox's own words. */
    public boolean isAdmin() {
        return roles.contains(Roles.ADMIN);
    }

    /** Sees and acts on all VMs, whoever owns them. */
    public boolean seesAll() {
        return isAdmin() || roles.contains(Roles.OPERATOR);
    }
}
