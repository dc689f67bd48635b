package io.labkeeper.problem;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Tells "your token is bad" from "nobody could be asked whether it is": only the first is the caller's fault.
 */
final class IdentityProviderFailure {
    /** By name, since sync-worker has no quarkus-oidc on its class path. */
    private static final Set<String> OIDC_UNREACHABLE =
            Set.of("io.quarkus.oidc.OIDCException", "io.quarkus.oidc.common.runtime.OidcEndpointUnavailableException");

    private IdentityProviderFailure() {}

    static boolean isBehind(Throwable failure) {
        return find(failure) != null;
    }

    static String words(Throwable failure) {
        Throwable found = find(failure);
        return found == null ? "" : found.getMessage();
    }

    private static Throwable find(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof ConnectException
                    || at instanceof UnknownHostException
                    || at instanceof TimeoutException
                    || OIDC_UNREACHABLE.contains(at.getClass().getName())) {
                return at;
            }
        }
        return null;
    }
}
