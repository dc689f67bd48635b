package io.labkeeper.caller;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Credentials beside the identity provider's tokens. */
@ConfigMapping(prefix = "labkeeper.callers")
public interface CallerConfig {

    /**
     * YAML file of API keys: {@code keys: [{name, sha256, role}]}, where {@code sha256} is the hash of the key in hexadecimal and
     * {@code role} is admin, operator or user. Without it there are no API keys.
     */
    Optional<Path> apiKeysFile();
}
