package io.labkeeper.reader.caller;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** The service with one API key. */
public class WithApiKeys implements QuarkusTestProfile {
    public static final String KEY = "correct-horse-battery-staple";

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Path file = Files.createTempFile("api-keys", ".yaml");
            file.toFile().deleteOnExit();
            Files.writeString(file, "keys:\n  - {name: dashboard, sha256: " + hash(KEY) + ", role: operator}\n");
            return Map.of("labkeeper.callers.api-keys-file", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String key) {
        try {
            byte[] text = key.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
