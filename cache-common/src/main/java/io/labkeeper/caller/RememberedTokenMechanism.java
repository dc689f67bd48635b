package io.labkeeper.caller;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Pattern;

/**
 * Bearer tokens that were verified a moment ago ({@link RememberedTokens}). Comes after API keys and before the mechanism that verifies,
 * and leaves to that one whatever it does not know: it refuses only what would break that one, and has no challenge.
 */
@ApplicationScoped
public class RememberedTokenMechanism implements HttpAuthenticationMechanism {
    private static final String BEARER = "Bearer ";

    /** Header, content and perhaps a signature. */
    private static final Pattern PARTS = Pattern.compile("[^.]+\\.[^.]+\\..*");

    private final RememberedTokens tokens;

    public RememberedTokenMechanism(RememberedTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        String credentials = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (credentials == null || !credentials.startsWith(BEARER)) {
            return Uni.createFrom().nullItem();
        }
        String token = credentials.substring(BEARER.length());
        return broken(token)
                ? Uni.createFrom().failure(new AuthenticationFailedException("a token of empty parts"))
                : Uni.createFrom().item(tokens.of(token));
    }

    /** Quarkus reads the parts between the dots without looking whether there are any ({@code OidcCommonUtils}), and answers 500. */
    private static boolean broken(String token) {
        return token.contains(".") && !PARTS.matcher(token).matches();
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
