package io.labkeeper.caller;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The API keys that are known, by their hashes. */
@Startup
@ApplicationScoped
public class ApiKeys {
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final Set<String> ROLES = Set.of(Roles.ADMIN, Roles.OPERATOR, Roles.USER);

    /**
     * @param sha256 of the key, in hexadecimal
     */
    record Entry(String name, String sha256, String role) {}

    record KeyFile(List<Entry> keys) {}

    private final List<Entry> entries;

    public ApiKeys(CallerConfig config) {
        this.entries = config.apiKeysFile().map(ApiKeys::read).orElse(List.of());
    }

    /** The caller to whom this key belongs. */
    public Optional<Caller> callerOf(String key) {
        byte[] hash = sha256(key);
        return entries.stream()
                .filter(entry -> MessageDigest.isEqual(
                        hash, HexFormat.of().parseHex(entry.sha256().toLowerCase())))
                .findFirst()
                .map(entry -> new Caller("key:" + entry.name(), Set.of(entry.role())));
    }

    private static List<Entry> read(Path file) {
        try {
            KeyFile content = YAML.readValue(Files.readAllBytes(file), KeyFile.class);
            List<Entry> keys = content == null || content.keys() == null ? List.of() : content.keys();
            keys.forEach(entry -> check(entry, file));
            return List.copyOf(keys);
        } catch (IOException e) {
            throw new IllegalArgumentException("labkeeper.callers.api-keys-file: cannot read " + file, e);
        }
    }

    private static void check(Entry entry, Path file) {
        boolean good = entry.name() != null
                && entry.name().matches("[A-Za-z0-9._-]{1,64}")
                && entry.sha256() != null
                && entry.sha256().matches("[0-9a-fA-F]{64}")
                && entry.role() != null
                && ROLES.contains(entry.role());
        if (!good) {
            throw new IllegalArgumentException("labkeeper.callers.api-keys-file: " + file + ": the key \""
                    + entry.name() + "\" needs a name, a sha256 of 64 hexadecimal digits and a role of " + ROLES);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
