package io.labkeeper.caller;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Credentials beside the identity provider's tokens, and what is remembered of those. */
@ConfigMapping(prefix = "labkeeper.callers")
public interface CallerConfig {

    /**
     * YAML file of API keys: {@code keys: [{name, sha256, role}]}, where {@code sha256} is the hash of the key in hexadecimal and
     * {@code role} is admin, operator or user. Without it there are no API keys.
     */
    Optional<Path> apiKeysFile();

    /**
     * For how long a token that was verified is taken for good without verifying its signature again; at most a minute, and never past the
     * token's own end. So long may a token go on whose key the identity provider has withdrawn. Zero: each request is verified.
     */
    @WithDefault("PT60S")
    Duration rememberTokens();

    /** How many verified tokens are remembered at the most: those beyond it are verified again. Each takes some 3 KB. */
    @WithDefault("5000")
    int rememberedTokens();

    /**
     * Whether an edge in front turns browsers' cookies into bearer tokens, as oauth2-proxy does. A token does not prove then that a request comes
     * from our own page: what changes something and says that it comes from another one is refused.
     */
    @WithDefault("false")
    boolean tokensFromEdge();
}
