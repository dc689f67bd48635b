package io.labkeeper.caller;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Bearer tokens that were verified a moment ago ({@link RememberedTokens}). Comes after API keys and before the mechanism that verifies,
 * and leaves to that one whatever it does not know: it refuses nothing and has no challenge.
 */
@ApplicationScoped
public class RememberedTokenMechanism implements HttpAuthenticationMechanism {
    private static final String BEARER = "Bearer ";

    private final RememberedTokens tokens;

    public RememberedTokenMechanism(RememberedTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        String credentials = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        return credentials == null || !credentials.startsWith(BEARER)
                ? Uni.createFrom().nullItem()
                : Uni.createFrom().item(tokens.of(credentials.substring(BEARER.length())));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext request) {
        return Uni.createFrom()
                .item(new HttpCredentialTransport(HttpCredentialTransport.Type.OTHER_HEADER, "remembered-bearer"));
    }

    @Override
    public int getPriority() {
        return HttpAuthenticationMechanism.DEFAULT_PRIORITY + 500;
    }
}
