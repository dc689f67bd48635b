package io.labkeeper.caller;

import io.quarkus.security.identity.SecurityIdentity;
import java.util.Set;

/**
 * Who asks.
 *
 * @param name user name from the token's configured claim, or {@code key:<name>} for an API key, which owns no VMs
 * @param roles as the token or the key says
 */
public record Caller(String name, Set<String> roles) {

    public static Caller of(SecurityIdentity identity) {
        return new Caller(identity.getPrincipal().getName(), Set.copyOf(identity.getRoles()));
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
