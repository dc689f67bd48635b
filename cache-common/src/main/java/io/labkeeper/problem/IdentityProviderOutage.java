package io.labkeeper.problem;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Tells "your token is bad" from "nobody could be asked whether it is": only the first is the caller's fault.
 *
 * <p>quarkus-oidc asks the provider for its keys again when a token names an unknown one, but at most once per interval; in between
 * it calls such tokens bad. So a failed question is remembered, and an unknown key shortly after it is not held against the caller.
 */
@Singleton
public class IdentityProviderOutage {
    /** By name, since sync-worker has no quarkus-oidc on its class path. */
    private static final Set<String> OIDC_UNREACHABLE =
            Set.of("io.quarkus.oidc.OIDCException", "io.quarkus.oidc.common.runtime.OidcEndpointUnavailableException");

    private static final String UNKNOWN_KEY = "org.jose4j.lang.UnresolvableKeyException";

    /** Longer than the interval between two questions and the time-out of one. */
    private static final Duration REMEMBERED = Duration.ofSeconds(4);

    private final LongSupplier nanoTime;
    private volatile Long failedAt;

    @Inject
    IdentityProviderOutage() {
        this(System::nanoTime);
    }

    IdentityProviderOutage(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether this failure of an authentication comes from the provider being away. */
    boolean isBehind(Throwable failure) {
        if (find(failure, IdentityProviderOutage::isUnreachable) != null) {
            failedAt = nanoTime.getAsLong();
            return true;
        }
        Long last = failedAt;
        return last != null
                && nanoTime.getAsLong() - last < REMEMBERED.toNanos()
                && find(failure, at -> at.getClass().getName().equals(UNKNOWN_KEY)) != null;
    }

    /** Whether this failure is quarkus-oidc's own word for the provider being away: then it need not come as one of authentication. */
    boolean isNamedBy(Throwable failure) {
        return find(failure, at -> OIDC_UNREACHABLE.contains(at.getClass().getName())) != null;
    }

    private static boolean isUnreachable(Throwable at) {
        return at instanceof ConnectException
                || at instanceof UnknownHostException
                || at instanceof TimeoutException
                || OIDC_UNREACHABLE.contains(at.getClass().getName());
    }

    private static Throwable find(Throwable failure, Predicate<Throwable> wanted) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (wanted.test(at)) {
                return at;
            }
        }
        return null;
    }
}
