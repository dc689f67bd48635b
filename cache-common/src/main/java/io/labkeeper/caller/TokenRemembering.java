package io.labkeeper.caller;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Stands at the end of each verification, and puts into {@link RememberedTokens} whoever was let in. Adds nothing to them. */
@ApplicationScoped
public class TokenRemembering implements SecurityIdentityAugmentor {
    private final RememberedTokens tokens;

    public TokenRemembering(RememberedTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        tokens.remember(identity);
        return Uni.createFrom().item(identity);
    }

    /** After all others. */
    @Override
    public int priority() {
        return Integer.MIN_VALUE;
    }
}
